// Papers to send when none are at hand. They are made up on the spot.

// sampleCard draws a card that nobody could mistake for a real one.
export async function sampleCard() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 860, height: 540 });
  const pen = canvas.getContext("2d");
  const fade = pen.createLinearGradient(0, 0, 860, 540);
  fade.addColorStop(0, "#dff1ea");
  fade.addColorStop(1, "#b9d9e6");
  pen.fillStyle = fade;
  pen.fillRect(0, 0, 860, 540);
  pen.fillStyle = "#0b6e6e";
  pen.fillRect(0, 0, 860, 84);
  pen.fillStyle = "#fff";
  pen.font = "bold 36px sans-serif";
  pen.fillText("RESIDENTE TEMPORAL", 36, 56);
  pen.fillStyle = "#8fb3b8";
  pen.fillRect(36, 124, 220, 280);
  pen.fillStyle = "#e8f3f3";
  pen.beginPath();
  pen.arc(146, 226, 56, 0, 7);
  pen.fill();
  pen.beginPath();
  pen.ellipse(146, 404, 92, 100, 0, Math.PI, 0);
  pen.fill();
  pen.fillStyle = "#22464a";
  pen.font = "26px sans-serif";
  ["Nombre: SAMPLE PERSON", "Nacionalidad: —", "Vence: 15/04/2026"].forEach((line, i) => pen.fillText(line, 300, 170 + i * 62));
  pen.fillStyle = "rgba(180, 30, 40, .3)";
  pen.font = "bold 120px sans-serif";
  pen.translate(270, 500);
  pen.rotate(-0.28);
  pen.fillText("SAMPLE", 0, 0);
  const bytes = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return new File([bytes], "card-front.jpg", { type: "image/jpeg" });
}

// sampleLetter is the smallest PDF that readers open: one page, one line.
export function sampleLetter() {
  const words = "BT /F1 24 Tf 72 720 Td (Sample letter) Tj ET";
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${words.length}>>stream\n${words}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  ];
  let text = "%PDF-1.4\n";
  const places = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj${object}endobj\n`;
    return String(at).padStart(10, "0") + " 00000 n \n";
  });
  const table = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${places.join("")}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return new File([text], "letter.pdf", { type: "application/pdf" });
}
