/** Something that a cell needs is not on this machine, and did not come: that says nothing of our package. */
export class NotToBeHad extends Error {}
