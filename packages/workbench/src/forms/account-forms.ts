import { z } from 'zod';
import { raterName } from './forms.ts';
import { PASSWORD_LENGTH } from './password-length.ts';
import { ROLES } from './roles.ts';

/** What an account may be. */
export const accountRole = z.enum(ROLES);
/** What an account may be. */
export type Role = z.infer<typeof accountRole>;

const password = z.string().min(1).max(PASSWORD_LENGTH.most);

/** Whether the project has accounts, and who is signed in; null where nobody is. */
export const sessionState = z.object({
  accounts: z.boolean(),
  name: raterName.nullable(),
  role: accountRole.nullable(),
});
/** Whether the project has accounts, and who is signed in. */
export type SessionState = z.infer<typeof sessionState>;

/** What somebody signs in with. */
export const signInForm = z.strictObject({ name: raterName, password });
/** A new password of the account that is signed in. */
export const passwordChange = z.strictObject({ old: password, new: password });
/** Another role of an account. */
export const roleChange = z.strictObject({ name: raterName, role: accountRole });
/** An account, without what it signs in with. */
export const accountEntry = z.object({ name: raterName, role: accountRole, added: z.iso.datetime() });
/** An account, without what it signs in with. */
export type AccountEntry = z.infer<typeof accountEntry>;
