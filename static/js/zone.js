// Sign-up: the browser knows where its person lives; the server checks the name.
const field = document.querySelector("input[name=time_zone]");
if (field) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
