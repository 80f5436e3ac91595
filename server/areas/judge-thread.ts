/** The thread in which large outlines are judged: one question, one answer. */
import { parentPort, workerData } from 'node:worker_threads'
import { judgeLoad, type LoadQuestion } from './judge.ts'

const answer = judgeLoad(workerData as LoadQuestion)
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
parentPort!.postMessage(answer)
