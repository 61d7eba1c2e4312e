// Passkeys: asks the device to make one or to sign with one, and sends the form with its answer.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

// An answer holds buffers, and beside them texts and lists that go as they are.
function plain(credential) {
  const response = {};
  for (const part of ["attestationObject", "authenticatorData", "clientDataJSON", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  response.transports = credential.response.getTransports?.();
  const { id, type, authenticatorAttachment } = credential;
  return { id, type, authenticatorAttachment, rawId: text(credential.rawId), response, clientExtensionResults: credential.getClientExtensionResults() };
}

const asks = {
  make({ publicKey: given }) {
    const publicKey = { ...given, challenge: bytes(given.challenge), user: { ...given.user, id: bytes(given.user.id) }, excludeCredentials: named(given.excludeCredentials) };
    // It has to open the account by itself, so it is kept on the device and asks for its owner.
    publicKey.authenticatorSelection = { ...given.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
    return navigator.credentials.create({ publicKey });
  },
  use({ publicKey: given }) {
    return navigator.credentials.get({ publicKey: { ...given, challenge: bytes(given.challenge), allowCredentials: named(given.allowCredentials) } });
  },
};

async function options({ options: known, from }) {
  if (known) return JSON.parse(known);
  const answer = await fetch(from, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button"), said = form.querySelector("[role=status]");
  const say = (words) => { said.textContent = words; said.hidden = !words; };
  if (self.PublicKeyCredential) button.hidden = false;
  else say(form.dataset.unknown);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("");
    button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(plain(await asks[form.dataset.passkey](await options(form.dataset))));
      const shared = document.querySelector("form:not([data-passkey]) [name=shared]");
      if (form.elements.shared) form.elements.shared.value = shared?.checked ? "on" : "";
      form.submit();
    } catch {
      say(form.dataset.refused);
    } finally {
      button.disabled = false;
    }
  });
}
