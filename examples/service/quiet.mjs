// What oidc-provider warns of is for those who serve people with it: here its keys and its memory may end with the process.
const { warn } = console;
console.warn = (...words) => {
  if (!String(words[0]).includes('oidc-provider WARNING')) warn(...words);
};
