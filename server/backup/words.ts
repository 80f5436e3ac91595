/** Numbers as a person reads them in a terminal. */
export const toCount = (n: number): string => n.toLocaleString('en-US')
export const toMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
