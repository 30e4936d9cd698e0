// The widget of a notebook: the page in a frame of its own; what is chosen goes both ways.
function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = "panhuo";
  frame.style.cssText = `width:100%;height:${model.get("height")}px;border:1px solid #d8dee6;box-sizing:border-box`;
  frame.srcdoc = model.get("page");
  el.append(frame);

  const heard = (event) => {
    if (event.source !== frame.contentWindow || event.data?.panhuo !== "selected") return;
    model.set("selected", String(event.data.id ?? ""));
    model.save_changes();
  };
  const told = () => {
    frame.contentWindow?.postMessage({ panhuo: "select", id: model.get("selected") }, "*");
  };
  window.addEventListener("message", heard);
  model.on("change:selected", told);
  return () => {
    window.removeEventListener("message", heard);
    model.off("change:selected", told);
  };
}
export default { render };
