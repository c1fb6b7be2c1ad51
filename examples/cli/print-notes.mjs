export function printNotes({ person, notes }) {
  console.log(`Notes of ${person}:`);
  for (const note of notes) console.log(`  • ${note}`);
}
