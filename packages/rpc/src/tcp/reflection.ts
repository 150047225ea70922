import type { Server } from '@grpc/grpc-js'

/** Lets tools such as grpcurl list what can be called. For development: it exposes the whole contract. */
export async function addReflection(server: Server, services: readonly string[]): Promise<void> {
  const [{ ReflectionService }, { DESCRIPTORS }] = await Promise.all([
    import('@grpc/reflection'),
    import('@mymacrotracker/contracts/descriptors'),
  ])
  const fileDescriptorProtos = DESCRIPTORS.map((each) => Buffer.from(each, 'base64'))
  const contracts = { fileDescriptorProtos } as unknown as ConstructorParameters<
    typeof ReflectionService
  >[0][string]
  new ReflectionService({ contracts }, { services: [...services] }).addToServer(server)
}
