// Asks a passkey, and sends what it answers with the form that the button is in.
// Without this script, or without a passkey, codes do the same.

const button = document.querySelector("button[data-passkey]");

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const known = (list) => list.map((each) => ({ ...each, id: bytes(each.id) }));

async function ask(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) {
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = known(options.excludeCredentials ?? []);
    return navigator.credentials.create({ publicKey: options });
  }
  options.allowCredentials = known(options.allowCredentials ?? []);
  return navigator.credentials.get({ publicKey: options });
}

function written(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response,
  });
}

if (button && window.PublicKeyCredential) {
  const form = button.form;
  const problem = document.getElementById("passkey-problem");
  button.closest("[hidden]").hidden = false;
  button.addEventListener("click", async () => {
    problem.hidden = true;
    try {
      const credential = await ask(JSON.parse(button.dataset.passkey));
      form.elements.passkey.value = written(credential);
      form.submit();
    } catch {
      problem.hidden = false;
    }
  });
}
