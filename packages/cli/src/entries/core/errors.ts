/**
 * Errors: one class, with a code from one table.
 *
 * @module errors
 */

export { type ErrorCode, errorCodes, errorGroups, WinceError } from '@wince/core';
