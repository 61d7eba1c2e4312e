// Choose the browser's own time zone, where the list has it and nothing was chosen.
const list = document.querySelector("select[data-browser-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (list && list.value === "UTC" && [...list.options].some((option) => option.value === zone)) list.value = zone;
