/** What a shell looks through that is given no PATH. */
export const shellPath = '/usr/local/bin:/usr/bin:/bin';
