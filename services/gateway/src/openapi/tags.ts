/** Groups of operations, in the order of the document; one folder of src each. */
const TAGS = {
  Account: 'Sign up, sign in, and keep a session going.',
  Today: 'The home screen, and suggestions for what to eat next.',
  Diary: 'What was eaten, day by day.',
  Foods: "The catalogue and the person's own foods.",
  Profile: 'Who the person is, what they aim for, and the targets that follow from it.',
  Weights: 'Weighings and the trend through them.',
  Notifications: 'The inbox in the app.',
}

export type Tag = keyof typeof TAGS
export const tags = Object.entries(TAGS).map(([name, description]) => ({ name, description }))
