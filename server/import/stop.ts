/**
 * Why an import or a replay cannot go on: what happened, what it means, what to do. The programs print it
 * without a stack and end with its code; anything else that is thrown is a fault of ours.
 */
export class Stop extends Error {
  /** 1: the run could not complete; 2: the command line was wrong. */
  readonly exitCode: 1 | 2

  constructor(sentences: string[], exitCode: 1 | 2 = 1) {
    super(sentences.join('\n  '))
    this.name = 'Stop'
    this.exitCode = exitCode
  }
}
