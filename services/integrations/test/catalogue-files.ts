import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { masterKeyOf } from '@mymacrotracker/keys'
import { createPool } from '@mymacrotracker/database'
import { roleUrl } from '@mymacrotracker/runtime'
import type { House } from '@mymacrotracker/all/testing'
import { importFoods } from '../src/importers/jobs/import-foods.ts'

/** The public USDA SR files, beside the repository; not part of it. */
export const USDA_FOLDER = fileURLToPath(new URL('../../../../shared/data/usda-sr', import.meta.url))
export const hasUsda = existsSync(join(USDA_FOLDER, 'ABBREV.csv'))
if (!hasUsda) console.warn(`skipped: there is no USDA SR release at ${USDA_FOLDER}`)

/** Runs foods:import as its own process would, on the role's own connections. */
export async function runImport(house: House, ...argv: string[]): Promise<{ code: number; lines: string[] }> {
  const pool = createPool({
    url: roleUrl(house.ownerUrl, masterKeyOf(Buffer.alloc(32, 7)), 'integrations'),
    schema: 'integrations',
    statementTimeoutMs: 60_000,
  })
  const lines: string[] = []
  const code = await importFoods({ pool, print: (line) => lines.push(line) }, argv)
  await pool.end()
  return { code, lines }
}

export const importFolder = (house: House, folder: string) =>
  runImport(house, '--source', 'usda-sr', '--path', folder)

const HEADER =
  'NDB_No,Shrt_Desc,Water_(g),Energ_Kcal,Protein_(g),Lipid_Tot_(g),Ash_(g),Carbohydrt_(g),Fiber_TD_(g),Sugar_Tot_(g),Calcium_(mg),Iron_(mg),Magnesium_(mg),Phosphorus_(mg),Potassium_(mg),Sodium_(mg),Zinc_(mg),Copper_(mg),Manganese_(mg),Selenium_(µg),Vit_C_(mg),Thiamin_(mg),Riboflavin_(mg),Niacin_(mg),Panto_Acid_(mg),Vit_B6_(mg),Folate_Tot_(µg),Folic_Acid_(µg),Food_Folate_(µg),Folate_DFE_(µg),Choline_Tot_(mg),Vit_B12_(µg),Vit_A_IU,Vit_A_RAE_(µg)_,Retinol_(µg),Alpha_Carot_(µg),Beta_Carot_(µg),Beta_Crypt_(µg),Lycopene_(µg),Lut+Zea_(µg),Vit_E_(mg),Vit_D_µg,Vit_D_IU,Vit_K_(µg),FA_Sat_(g),FA_Mono_(g),FA_Poly_(g),Cholestrl_(mg),GmWt_1,GmWt_Desc1,GmWt_2,GmWt_Desc2,Refuse_Pct'

/** A line of ABBREV: what is not given stays empty. */
export function abbrevLine(number: string, name: string, figures: Record<string, number | string>): string {
  const fields: Record<string, string | number> = { NDB_No: number, Shrt_Desc: `"${name}"`, ...figures }
  return HEADER.split(',')
    .map((column) => fields[column] ?? '')
    .join(',')
}

export interface ReleaseFiles {
  abbrev?: string[]
  header?: string
  descriptions?: string[]
  weights?: string[]
}

/** A folder with a USDA SR release of a few foods. */
export async function aRelease({
  abbrev = [],
  header = HEADER,
  descriptions = [],
  weights = [],
}: ReleaseFiles): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'usda-'))
  for (const [file, lines] of Object.entries({
    'ABBREV.csv': [header, ...abbrev],
    'FOOD_DES.txt': descriptions,
    'WEIGHT.txt': weights,
  }))
    await writeFile(join(folder, file), lines.join('\r\n'), 'latin1')
  return folder
}
