import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import express, { type Router } from 'express'
import { problemPage } from '../problems/problem-page.ts'

const ASSETS = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

// Swagger UI's own page has no viewport, so a phone would show it 980 px wide.
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>MyMacroTracker API</title>
    <link rel="stylesheet" href="./swagger-ui.css">
    <link rel="stylesheet" href="./docs.css">
    <link rel="icon" type="image/png" href="./favicon-32x32.png" sizes="32x32">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="./swagger-ui-bundle.js"></script>
    <script src="./swagger-initializer.js"></script>
  </body>
</html>
`

const STYLE = `body { margin: 0; background: #fafafa }
/* A problem says by itself what is wrong: the phrase of its status above it would say it twice. */
.swagger-ui .live-responses-table .response-col_description:has(.highlight-code) > div > .renderedMarkdown,
.swagger-ui .live-responses-table .response-col_description:has(.highlight-code) > .renderedMarkdown { display: none }
@media (max-width: 640px) {
  .swagger-ui .wrapper { padding: 0 12px }
  .swagger-ui .opblock-section-header { flex-wrap: wrap }
  .swagger-ui table, .swagger-ui .parameters-container, .swagger-ui .responses-wrapper { max-width: 100% }
  .swagger-ui table.parameters > thead { display: none }
  .swagger-ui table.parameters tr, .swagger-ui table.parameters td { display: block; padding: 4px 0 }
  .swagger-ui .parameters-col_description input, .swagger-ui .parameters-col_description select { width: 100%; max-width: 100%; min-width: 0 }
  .swagger-ui .response-col_status { width: 48px }
  .swagger-ui .response-col_links { display: none }
  .swagger-ui pre, .swagger-ui .highlight-code, .swagger-ui td { overflow-wrap: anywhere; white-space: pre-wrap }
}
`

const INITIALIZER = `window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: '/openapi.json',
    dom_id: '#swagger-ui',
    deepLinking: true,
    persistAuthorization: true,
    tryItOutEnabled: true,
    defaultModelsExpandDepth: 0,
    docExpansion: 'list',
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
  })
}
`

/** Swagger UI over the document, and the list of problem codes, from this server alone. */
export function docs(): Router {
  const router = express.Router()
  router.use((_request, response, next) => {
    response.locals['route'] = '/docs'
    next()
  })
  const own = {
    '/docs.css': ['text/css', STYLE],
    '/swagger-initializer.js': ['text/javascript', INITIALIZER],
  }
  for (const [path, [type, text]] of Object.entries(own))
    router.get(path, (_request, response) => void response.type(type!).send(text))
  router.get('/errors', (_request, response) => void response.type('text/plain').send(problemPage()))
  router.get('/', (request, response) => {
    // The page's links are relative to /docs/.
    if (!request.originalUrl.split('?')[0]!.endsWith('/')) response.redirect('/docs/')
    else response.type('html').send(PAGE)
  })
  router.use(express.static(ASSETS, { maxAge: '1h' }))
  return router
}
