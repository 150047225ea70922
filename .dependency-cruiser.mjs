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
      'What services share imports none of them; contracts and runtime know them by name.',
      { path: '^packages/' },
      { path: '^services/' },
    ),
    rule(
      'domain-is-pure',
      'domain/ imports the domain/ of its own feature, and of the rest only the kernel of the domain.',
      { path: '^services/([^/]+)/src/([^/]+)/domain/' },
      {
        path: '^services/|^packages/(?!(nutrition|food-search|validation|contracts|errors)/)|node_modules/(pg|@prisma|@grpc|express|pino)/',
        pathNot: '^services/$1/src/$2/domain/',
      },
    ),
    rule(
      'features-by-parts-list',
      'A feature imports another feature of its service only through its parts list, <feature>/<feature>.ts.',
      { path: '^services/(?!all/|gateway/)([^/]+)/src/([^/.]+)/', pathNot: '^services/[^/]+/src/store/' },
      {
        path: '^services/$1/src/[^/.]+/',
        pathNot: '^services/$1/src/($2|store)/|^services/$1/src/([^/.]+)/\\2\\.ts$',
      },
    ),
    rule(
      'routes-by-tag',
      'A route may show what the JSON of another tag shows; it never calls a route of another tag.',
      { path: '^services/gateway/src/([^/.]+)/' },
      { path: '^services/gateway/src/(?!$1/)[^/.]+/(get|post|put|patch|delete)-[^/]*\\.ts$' },
    ),
    rule(
      'handlers-stand-alone',
      'A handler, consumer or job is imported by a parts list alone; what two of them share is domain, or a file of the feature.',
      { path: '^services/[^/]+/src/', pathNot: '^services/[^/]+/src/([^/.]+)/\\1\\.ts$|/src/module\\.ts$' },
      { path: '^services/[^/]+/src/[^/]+/(rpc|consumers|jobs)/' },
    ),
    rule(
      'prisma-in-store-only',
      'Prisma and the generated client are a matter of store/.',
      { pathNot: ['^services/[^/]+/src/store/', '^services/[^/]+/src/[^/]+/store/', '^packages/database/'] },
      { path: 'node_modules/.*@prisma/|^services/[^/]+/src/store/prisma/' },
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
      { path: ['^services/[^/]+/src/store/', '^services/[^/]+/src/[^/]+/store/'] },
      { path: '^services/[^/]+/src/[^/]+/(rpc|consumers|jobs|clients)/' },
    ),
    rule(
      'clients-call-nothing-up',
      'Each step calls the next one down.',
      { path: '^services/[^/]+/src/[^/]+/clients/' },
      { path: '^services/[^/]+/src/[^/]+/(rpc|consumers|jobs)/' },
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
