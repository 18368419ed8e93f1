package faq
import ("testing";"os";"strings")
func TestHeld(t *testing.T){
 b,_:=os.ReadFile("/tmp/faqheld/held.txt")
 for _,l:=range strings.Split(strings.TrimSpace(string(b)),"\n"){
  id,text,_:=strings.Cut(l,": ")
  got,ok:=Find("en",text)
  if !ok {got="-"}
  if got!=id || (id!="-" && !IsQuestion(text)) {
   t.Logf("%-18s %-18s %v  %s",id,got,IsQuestion(text),text)
  }
 }
}
