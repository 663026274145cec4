export { LogFile } from "./log-file";
export { asFileError, fileProblem } from "./problems";
export { isUnread, readRegularFile, type ReadOptions, type Unread } from "./read-regular";
export { UNFINISHED, writeInOrder, writeWhole, type WriteOptions } from "./write-whole";
