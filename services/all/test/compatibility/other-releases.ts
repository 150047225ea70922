import { clone, create } from '@bufbuild/protobuf'
import {
  DescriptorProtoSchema,
  FieldDescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorSetSchema,
  MethodDescriptorProtoSchema,
  type DescriptorProto,
  type FileDescriptorProto,
  type FileDescriptorSet,
} from '@bufbuild/protobuf/wkt'
import { LATER_FIELD, LATER_JSON } from './schema.ts'

/** Number of every field that a later release is made to have. */
const LATER = 15_000

/** The release before the one that added a field. */
export function withoutField(files: FileDescriptorSet, typeName: string, field: string): FileDescriptorSet {
  return changed(files, typeName, (message) => {
    const at = message.field.findIndex(({ name }) => name === field)
    if (at < 0) throw new Error(`${typeName} has no field ${field}`)
    message.field.splice(at, 1)
  })
}

/** The release before the one that added an RPC. */
export function withoutMethod(files: FileDescriptorSet, name: string): FileDescriptorSet {
  const copy = clone(FileDescriptorSetSchema, files)
  const service = copy.file
    .flatMap((file) => file.service)
    .find(({ method }) => method.some((each) => each.name === name))
  if (!service) throw new Error(`no service has the method ${name}`)
  service.method = service.method.filter((each) => each.name !== name)
  return copy
}

/** A release nobody may make: a field with another number. */
export function withNumber(
  files: FileDescriptorSet,
  typeName: string,
  field: string,
  number: number,
): FileDescriptorSet {
  return changed(files, typeName, (message) => {
    message.field.find(({ name }) => name === field)!.number = number
  })
}

/** A release after this one: every message of our packages has one more field, and every service one more RPC. */
export function withMoreOfAll(files: FileDescriptorSet): FileDescriptorSet {
  const copy = clone(FileDescriptorSetSchema, files)
  for (const file of copy.file.filter(isOurs)) {
    for (const message of file.messageType) message.field.push(later())
    for (const service of file.service) {
      const { inputType, outputType } = service.method[0]!
      service.method.push(create(MethodDescriptorProtoSchema, { name: 'AskLater', inputType, outputType }))
    }
  }
  return copy
}

/** A release after this one that states one more kind of fact. */
export function withMoreFacts(files: FileDescriptorSet, typeName: string): FileDescriptorSet {
  const copy = clone(FileDescriptorSetSchema, files)
  const { file, message } = find(copy, typeName)
  file.messageType.push(create(DescriptorProtoSchema, { name: 'SaidLater', field: [later()] }))
  message.field.push(
    create(FieldDescriptorProtoSchema, {
      name: LATER_FIELD,
      jsonName: LATER_JSON,
      number: LATER,
      label: FieldDescriptorProto_Label.OPTIONAL,
      type: FieldDescriptorProto_Type.MESSAGE,
      typeName: `.${file.package}.SaidLater`,
      oneofIndex: 0,
    }),
  )
  return copy
}

const isOurs = (file: FileDescriptorProto) =>
  file.package.startsWith('mymacrotracker.') && file.package !== 'mymacrotracker.access.v1'

const later = () =>
  create(FieldDescriptorProtoSchema, {
    name: LATER_FIELD,
    jsonName: LATER_JSON,
    number: LATER,
    label: FieldDescriptorProto_Label.OPTIONAL,
    type: FieldDescriptorProto_Type.STRING,
  })

function changed(
  files: FileDescriptorSet,
  typeName: string,
  change: (message: DescriptorProto) => void,
): FileDescriptorSet {
  const copy = clone(FileDescriptorSetSchema, files)
  change(find(copy, typeName).message)
  return copy
}

function find(
  files: FileDescriptorSet,
  typeName: string,
): { file: FileDescriptorProto; message: DescriptorProto } {
  for (const file of files.file) {
    const message = file.messageType.find(({ name }) => `${file.package}.${name}` === typeName)
    if (message) return { file, message }
  }
  throw new Error(`${typeName} is not in these contracts`)
}
