/** Why a backup or a restore is not done: what happened, what it means, what to do. Told without a stack. */
export class Refused extends Error {
  override readonly name = 'Refused'

  constructor(happened: string, means: string, todo: string) {
    super(`${happened}\n${means}\n${todo}`)
  }
}
