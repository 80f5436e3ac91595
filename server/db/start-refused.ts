// The one error with which the database end of the server refuses to start: written for the operator who reads
// it in a terminal. Knows nothing about what was refused.

/** Its message says in three lines what happened, what it means and what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
  readonly happened: string
  readonly means: string
  readonly todo: string

  constructor(happened: string, means: string, todo: string, options?: ErrorOptions) {
    super(`${happened}\n${means}\n${todo}`, options)
    this.happened = happened
    this.means = means
    this.todo = todo
  }
}
