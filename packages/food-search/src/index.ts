export { editDistance } from './edit-distance.ts'
export { expandToken, type Expansion, type NearWord } from './expand-token.ts'
export { matchScore, wordsOf } from './food-match.ts'
export { readFoodQuery, type QueryPhrase, type QueryWord } from './food-query.ts'
export { meaningsOf, staplesOf, type Meaning } from './meanings.ts'
export {
  rankFoods,
  type IndexedFood,
  type RankedFood,
  type SoughtPhrase,
  type SoughtWord,
} from './rank-foods.ts'
export { indexedWords, plainText, searchWords } from './search-words.ts'
