// Signed in again: the tabs that wait with somebody's words may go on.
import { say } from "./tabs.js";

say({ signedIn: true });
