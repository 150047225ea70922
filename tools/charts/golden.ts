import type { ChartFile } from './charts.ts'

/** A rendering for review: without versions, which every release changes, and without the contents of files/. */
export function golden(
  rendered: string,
  { name, version, appVersion }: Pick<ChartFile, 'name' | 'version' | 'appVersion'>,
): string {
  const documents = rendered.split(/^---\n/m).filter((each) => each.trim().length > 0)
  const text = documents.map((each) => `---\n${shortened(each.trimEnd())}\n`).join('')
  return text
    .replaceAll(`${name}-${version}`, `${name}-VERSION`)
    .replaceAll(`app.kubernetes.io/version: "${appVersion}"`, 'app.kubernetes.io/version: "VERSION"')
    .replaceAll(new RegExp(`^( +image: \\S+):${RegExp.escape(appVersion)}$`, 'gm'), '$1:VERSION')
}

function shortened(document: string): string {
  if (/^kind: PrometheusRule$/m.test(document))
    return document.replace(/^spec:\n[\s\S]*$/m, 'spec: # files/alerts.yaml')
  if (/^kind: ConfigMap$/m.test(document))
    return document.replace(/^data:\n[\s\S]*$/m, 'data: # files/dashboard.json')
  return document
}
