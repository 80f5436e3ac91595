/** As which files a view may be taken away. */
export const FILE_KINDS = ['xlsx', 'csv', 'png'] as const
export type FileKind = (typeof FILE_KINDS)[number]
