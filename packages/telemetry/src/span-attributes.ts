/** OpenTelemetry's names (semantic conventions 1.45). Written here because loading all of them costs 30 ms; a test compares. */
export const ATTRIBUTES = {
  serviceName: 'service.name', serviceNamespace: 'service.namespace', serviceInstance: 'service.instance.id', errorType: 'error.type',
  httpMethod: 'http.request.method', httpRoute: 'http.route', httpStatus: 'http.response.status_code',
  rpcSystem: 'rpc.system.name', rpcMethod: 'rpc.method', rpcStatus: 'rpc.status_code',
  messagingSystem: 'messaging.system.name', messagingDestination: 'messaging.destination.name', messagingOperation: 'messaging.operation.name',
  messagingOperationType: 'messaging.operation.type', messagingGroup: 'messaging.consumer.group.name', messagingCount: 'messaging.batch.message_count', messagingId: 'messaging.message.id',
} as const
