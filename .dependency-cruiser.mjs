// Who may import whom. `tools/check` runs it over packages and services; a test plants each kind of breach.
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

export default {
  forbidden: [
    rule('no-cycles', 'Nothing imports itself in a circle.', {}, { circular: true }),
    rule(
      'no-service-to-service',
      'Services talk over contracts. Only services/all knows the others, by module and config.',
      { path: '^services/(?!all/)([^/]+)/src' },
      { path: '^services/(?!$1/)' },
    ),
    rule(
      'all-imports-module-and-config-only',
      'The seven in one process need of each its module, config and commands.',
      { path: '^services/all/src' },
      { path: '^services/(?!all/)[^/]+/(src|dist)/(?!(module|config)\\.)' },
    ),
    rule(
      'packages-know-no-service',
      'What services share knows none of them.',
      { path: '^packages/' },
      { path: '^services/' },
    ),
    rule(
      'domain-is-pure',
      'domain/ imports domain/, and of the rest only contracts, errors and what is pure.',
      { path: '^services/[^/]+/src/domain/' },
      {
        path: '(^services/[^/]+/(src|dist)/(?!domain/))|(^packages/(?!contracts/|errors/))|node_modules/(pg|@prisma|@grpc|express|pino)/',
      },
    ),
    rule(
      'prisma-in-store-only',
      'Prisma is a matter of store/.',
      { path: '^services/[^/]+/src/', pathNot: '^services/[^/]+/src/store/' },
      { path: 'node_modules/.*@prisma/|^services/[^/]+/src/store/prisma/' },
    ),
    rule(
      'generated-client-in-store-only',
      'The generated client stays behind its store.',
      { pathNot: '^services/[^/]+/src/store/' },
      { path: '^services/[^/]+/src/store/prisma/' },
    ),
    rule(
      'broker-clients-in-bus-only',
      'Brokers are reached through the bus port.',
      { pathNot: '^packages/bus/' },
      { path: 'node_modules/.*(kafkajs|@platformatic/kafka|nats|@nats-io)/' },
    ),
    rule(
      'store-calls-nothing-up',
      'Each step calls the next one down.',
      { path: '^services/[^/]+/src/store/' },
      { path: '^services/[^/]+/src/(rpc|http|consumers|jobs|clients)/' },
    ),
    rule(
      'clients-call-nothing-up',
      'Each step calls the next one down.',
      { path: '^services/[^/]+/src/clients/' },
      { path: '^services/[^/]+/src/(rpc|http|consumers|jobs)/' },
    ),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '(^|/)dist/'] },
    exclude: {
      path: ['/src/gen/', '/src/store/prisma/(internal|models|commonInputTypes|enums|browser)', '(^|/)test/'],
    },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.d.ts'],
    },
  },
}
