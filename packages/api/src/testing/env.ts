/** Tasks of one user in the plans' test; another number also prints what each query cost. */
export const plansTasks = process.env["PLANS_TASKS"];
