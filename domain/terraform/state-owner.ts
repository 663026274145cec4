/** Output of every stack that says whose state it is: a state in another's place must not pass for its own. */
export const STACK_OUTPUT = "stack";
