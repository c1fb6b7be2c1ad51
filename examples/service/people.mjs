/** Who can log in at the examples' service; nobody needs a password there. */
export const people = {
  ann: { name: 'Ann Okafor', email: 'ann@example.com' },
  bob: { name: 'Bob Lindqvist', email: 'bob@example.com' },
  carol: { name: 'Carol Müller', email: 'carol@example.com' },
};
