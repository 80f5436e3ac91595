/** How far down a page of the trail somebody was, so that coming back from a case finds the line again. By address; until the page is closed. */

const places = new Map<string, number>()

export const keepPlace = (address: string, pixels: number): void => void places.set(address, pixels)
export const placeOf = (address: string): number => places.get(address) ?? 0
