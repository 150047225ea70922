import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import express, { type Router } from 'express'

const ASSETS = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

const INITIALIZER = `window.onload = () => {
  window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null, presets: [SwaggerUIBundle.presets.apis], layout: 'BaseLayout' })
}
`

/** Swagger UI over the document, from this server alone. */
export function docs(): Router {
  const router = express.Router()
  router.use((_request, response, next) => {
    response.locals['route'] = '/docs'
    next()
  })
  router.get(
    '/swagger-initializer.js',
    (_request, response) => void response.type('text/javascript').send(INITIALIZER),
  )
  router.use(express.static(ASSETS, { maxAge: '1h' }))
  return router
}
