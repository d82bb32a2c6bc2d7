/** One setting of a channel: an address, a token, a server. */
export interface SettingRow {
  /** The variable that holds it, and the file of its name in `<home>/secrets`. */
  name: string;
  /** Its value is never shown. */
  secret: boolean;
  /** `unless-target`: the target of the channel says it as well. */
  need: 'required' | 'optional' | 'unless-target';
  /** What counts where nothing is said. */
  default?: string;
  /** What it is, for help and messages: `the address of a Discord webhook`. */
  help: string;
}
