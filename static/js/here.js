// Each page of the site says who is signed in, so that the one without a connection opens for nobody else.
import { remember, rememberNobody } from "./store.js";

const { person, zone } = document.querySelector("script[data-here]").dataset;

if (person) remember(person, zone);
else rememberNobody();
