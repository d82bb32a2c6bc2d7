/** Version of the whole toolkit; a test holds it equal to package.json. */
export const version = '1.0.0';

/** Version of every JSON document the commands print and of the lines in deliveries.jsonl. */
export const schemaVersion = 1;
