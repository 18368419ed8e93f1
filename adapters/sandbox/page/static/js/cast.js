// Sample people, each at an interesting point of a story: who they are and what
// they do until then. "> words" are typed, "[ words" pressed; {31} is the date 31
// days after the story's today, in words of their language.

const english = ["> /start", "[ English", "[ Yes, I agree", "[ I would like help with my renewal", "[ Temporary resident"];
const spanish = ["> /start", "[ Español", "[ Sí, acepto", "[ Quiero ayuda con mi renovación", "[ Residente temporal"];
const sent = ["[ Nothing to add", "[ It is right, and I understand", "[ Yes, send my request"];
const enviada = ["[ Está bien, y lo entiendo", "[ Sí, enviar mi solicitud"];
const urgent = ["[ Yes, now please", "[ Just me"];

export const cast = [
  {
    first_name: "Carol", last_name: "Smith", language_code: "en", why: "Her window opens tomorrow; her request waits for an associate.",
    does: [...english, "> {31}", "[ Yes, in Mexico", "[ Just me", "> Carol", "> Smith", "> carol.smith@example.com", "> +52 55 1234 5678", ...sent],
  },
  {
    first_name: "Elke", last_name: "Braun", language_code: "es", why: "In Spanish, two people, window open since yesterday.",
    does: [...spanish, "> {29}", "[ Sí, en México", "[ 2 personas", "> Elke", "> Braun", "> elke.braun@example.com", "> +49 30 901820", "> Trabajo desde casa.", ...enviada],
  },
  {
    first_name: "Frank", last_name: "Miller", language_code: "en", why: "His card expires tomorrow: urgent, on both sides.",
    does: [...english, "> {1}", "[ Yes, in Mexico", ...urgent, "> Frank", "> Miller", "> frank.miller@example.com", "> +44 20 7946 0958", "[ Nothing to add", "[ I understand"],
  },
  {
    first_name: "Hans", last_name: "Vogel", language_code: "en", why: "His card expired yesterday while he was in Mexico.",
    does: [...english, "> {-1}", "[ Yes, in Mexico", "[ Yes, in Mexico", ...urgent, "> Hans", "> Vogel", "> hans.vogel@example.com", "> +49 30 901821", "[ Nothing to add", "[ I understand"],
  },
  {
    first_name: "Oli", last_name: "Berg", language_code: "en", why: "Stopped half-way through the questions: the bot asks after a while.",
    does: [...english, "> {36}", "[ Yes, in Mexico", "[ Just me", "> Oli"],
  },
];
