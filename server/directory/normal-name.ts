/** One name for what sources write in many ways: compatibility forms, inner and outer spaces. */
export const normalName = (name: string): string => name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ')
