/** What the examples of several operations share: each finds what an earlier one has made. */
export const EXAMPLE = {
  email: 'ann@example.com',
  password: 'seven green lentils',
  refreshToken: 'the refreshToken of the session',
  date: '2026-05-05',
  /** Oats, rolled, dry: a food of the catalogue that every server has. */
  foodId: '9f7eaceb-fea5-59a7-87ff-9de669490f7f',
  ownFoodId: '5b1f6c3e-9a40-4f0e-8f57-0c2d1b7a9e44',
  barcode: '4006381333931',
  entryId: '0198a4f2-6c7b-7e3a-9b1d-2f4a5c6d7e8f',
  weightId: '0198a4f2-71d0-7c55-8f2e-6a1b3c4d5e6f',
  notificationId: '0198a4f2-7a3c-7b10-9d4e-1f2a3b4c5d6e',
}
