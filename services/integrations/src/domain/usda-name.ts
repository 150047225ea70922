// USDA's abbreviations in short descriptions. Source: SR28 documentation, appendix A, and those its short descriptions use besides.
const ABBREVIATIONS = new Map(Object.entries({
  APPL: 'apple', BAR: 'bar', BER: 'berry', BEV: 'beverage', BF: 'beef', BKD: 'baked', BLD: 'boiled', BLK: 'black', BLNDED: 'blended', BNLESS: 'boneless',
  BNS: 'beans', BRKFS: 'breakfast', BRKFST: 'breakfast', BRLD: 'broiled', BRSD: 'braised', BRTH: 'broth', BTTM: 'bottom', BWLS: 'bowls', CAL: 'calorie', CARN: 'carnation',
  CHIC: 'chicken', CHICK: 'chicken', CHK: 'chicken', CHNKY: 'chunky', CHOC: 'chocolate', CHOPD: 'chopped', CHS: 'cheese', CINN: 'cinnamon', CKD: 'cooked',
  CND: 'canned', COCNT: 'coconut', COMMLY: 'commercially', COMP: 'composite', CONC: 'concentrate', COND: 'condensed', CONDMNT: 'condiment', CRL: 'cereal',
  CRM: 'cream', CRMY: 'creamy', DIL: 'diluted', DK: 'dark', DRK: 'drink', DRNSG: 'dressing', DRSNG: 'dressing', DRUMSTK: 'drumstick', ENG: 'English', ENR: 'enriched', EQ: 'equal', ESSEN: 'essentials', FLAV: 'flavor',
  FLR: 'flour', FORT: 'fortified', FR: 'from', FRSTD: 'frosted', FRT: 'fruit', FRZ: 'frozen', GRDS: 'grades', GRLD: 'grilled', GRN: 'grain', H2O: 'water',
  HI: 'high', HNY: 'honey', INCL: 'includes', INF: 'infant', INST: 'instant', ITAL: 'Italian', JCK: 'jack', JR: 'junior', JUC: 'juice', K: 'potassium', KRNLS: 'kernels', LN: 'lean', LO: 'low',
  LOFAT: 'low-fat', LRG: 'large', LT: 'light', MARSHMLLW: 'marshmallow', MCRWVABLE: 'microwavable', MDL: 'medley', MEX: 'Mexican', MICRO: 'microwave', MIK: 'milk', MSHRM: 'mushroom', MT: 'meat',
  MXD: 'mixed', NA: 'sodium', NAT: 'natural', NEST: 'Nestle', NUTR: 'nutrients', PDR: 'powder', PEPP: 'pepper', PEPRNI: 'pepperoni', PREP: 'prepared', PROD: 'product', PROT: 'protein', PSTA: 'pasta', REG: 'regular', RH: 'rich',
  RND: 'round', RST: 'roast', RSTD: 'roasted', RTD: 'ready-to-drink', RTE: 'ready-to-eat', RTL: 'retail', RTS: 'ready-to-serve', SAU: 'sauce', SCRMBLD: 'scrambled', SEL: 'select', SHRT: 'short', SKN: 'skin',
  SMMR: 'summer', SNDWCH: 'sandwich', SOP: 'soup', SP: 'soup', SPL: 'special', SPRD: 'spread', SSGE: 'sausage', STHWEST: 'southwest', STKS: 'steaks', STREUS: 'streusel', SUG: 'sugar', SVRY: 'savory', SWT: 'sweet', SWTND: 'sweetened',
  SWTNR: 'sweetener', SZ: 'size', TRKY: 'turkey', UNDIL: 'undiluted', UNENR: 'unenriched', UNPREP: 'unprepared', UNSWTND: 'unsweetened', VEG: 'vegetable', VIT: 'vitamin', W: 'with', WHL: 'whole', WHT: 'white', WHTNR: 'whitener', WHTS: 'wheats', WO: 'without',
}))
const BRANDS = /\b(oscar mayer|louis rich|carl buddig|campbell's|campbell|kellogg's|kellogg|general mills|quaker|post|kashi|morningstar farms|mcdonald's|hormel|nature's path|bear naked|keebler|butcher boy meats|spam)\b/g

/** A readable name for one of USDA's short descriptions: "CHEESE,LO NA" is "Cheese, low sodium". Mixed case is left as it is. */
export function readableName(shortDescription: string): string {
  const text = shortDescription.trim().replace(/\s{2,}/g, ', ')
  if (/[a-z]{3}/.test(text)) return text
  const spelled = text.replace(/\b(WO?)\//g, ' $1 ').replace(/&/g, ' & ').replace(/,(?=\S)/g, ', ').replace(/\s+/g, ' ')
    .replace(/\bRED (?=CAL|FAT|NA\b)/g, 'REDUCED ').replace(/[A-Z][A-Z0-9']*/g, (word) => ABBREVIATIONS.get(word) ?? word.toLowerCase())
    .replace(/ ,/g, ',').replace(/\( /g, '(').trim()
  const branded = spelled.replace(BRANDS, (brand) => brand.replace(/(^| )\p{L}/gu, (letter) => letter.toUpperCase()))
  return branded.charAt(0).toUpperCase() + branded.slice(1)
}
