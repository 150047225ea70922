export {
  ServiceError,
  InvalidError,
  UnauthenticatedError,
  ForbiddenError,
  NotFoundError,
  ConflictError,
  UnavailableError,
  ResourceExhaustedError,
} from './service-error.ts'
export type { ErrorKind, FaultParams, FieldFault } from './service-error.ts'
export { toGrpcStatus, fromGrpcStatus, REASON_KEY } from './grpc-status.ts'
export { toProblem } from './problem.ts'
export type { Problem } from './problem.ts'
export { classifyFailure, isAway, sqlStateOf } from './classify-failure.ts'
