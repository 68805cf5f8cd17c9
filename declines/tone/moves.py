"""What each sentence is for: the moves of a message (DOMAIN.md 3b), as families of how people say them."""

import re
from re import Pattern

from declines.tone.text import Span


def any_of(*patterns: str) -> Pattern[str]:
    """One expression out of many; written for text in lower case with straight quotes (text.plain)."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


I = r"\b(?:i|i'm|i've|i'll|i'd|we|we're|my)\b"  # noqa: E741
NO_VERB = (
    r"declin(?:e|ed|ing)|withdraw(?:n|ing|al)?|withdrew|turn(?:ing|ed)? (?:\w+ ){0,6}down|pass(?:ing)? (?:on|up)|"
    r"bow(?:ing|ed)? (?:out|to|myself)|step(?:ping|ped)? (?:aside|away|back|down|out|off)|pull(?:ing|ed)? (?:out|back|my)|"
    r"drop(?:ping|ped)? out|opt(?:ing|ed)? (?:out|not)|back(?:ing|ed)? out|stand(?:ing)? (?:down|aside|back)|"
    r"leav(?:e|ing) (?:the|this|your) (?:process|race|running|pool|field|list|competition|search|recruitment|queue)|"
    r"(?:rul|count|tak|remov|excus|recus|scratch|strik|exclud)(?:e|ing|t)? (?:myself|me|my name|my application|my candidacy|my hat)|"
    r"cancel(?:l?ing|l?ed)?|call(?:ing)? (?:it )?off|rescind(?:ing)?|retract(?:ing)?|relinquish(?:ing)?|forgo|forego|"
    r"say(?:ing)? no|end(?:ing)? my|clos(?:e|ing) my (?:application|file|candidacy)|giv(?:e|ing) up my|"
    r"let(?:ting)? (?:this|it|the (?:role|post|job|chance|opportunity|place|interview|position|one)|this \w+) (?:go|pass)|"
    r"decided against|bid(?:ding)? you farewell|draw a line|not put(?:ting)? myself forward|refus(?:e|ing)|"
    r"hand(?:ing)? (?:back|over) my (?:place|slot)|releas(?:e|ing) (?:the|my|this)|hang(?:ing)? up my|renounc(?:e|ing)|"
    r"resign(?:ing)? (?:from )?my (?:place|candidacy)|stop(?:ping)? (?:here|at this|the process|my)|draw(?:ing)? stumps|"
    r"fall(?:ing)? out of|sit(?:ting)? (?:this|it) (?:one )?out|go(?:ing)? no further|leav(?:e|ing) (?:it|things|matters|this) (?:there|here|at that|be)|(?:take|taking) it no further"
)
NOT = (
    r"(?:will not|won't|shall not|shan't|cannot|can't|can not|am not|'m not|not going to|not able to|unable to|"
    r"(?:decided|chosen|resolved|choosing|prefer|concluded|elected|determined|rather|had better|opted|settled on) (?:that i (?:will|should|would|shall|can) )?not(?: to)?|"
    r"no longer|never|not in a position to|not be|not to|do not (?:wish|want|intend|plan|mean|propose)|don't (?:wish|want|intend|plan|mean))"
)
GO_ON = (
    r"(?:be )?(?:able to )?(?:proceed|continu|carry(?:ing)? on|go(?:ing)? (?:ahead|forward|further|on|any|through|for(?: it)?)|mov(?:e|ing) (?:forward|ahead|on)|"
    r"pursu|attend|tak(?:e|ing) (?:part|up|this|it|the|you up|your)|accept|join|com(?:e|ing)\b|be (?:there|coming|attending|with you|joining|a candidate|in the running|sitting|part)|"
    r"interview|participat|progress|seek|apply|a candidate|available|interested|in the running|consider|make it|mak(?:e|ing) the|"
    r"submit|complet|sit(?:ting)? (?:the|your)|do(?:ing)? the|stay(?:ing)? in|remain(?:ing)? (?:in|a)|hold(?:ing)? myself|wish|want|put(?:ting)? myself|looking|advanc|undertak|return|travel|start(?:ing)?\b|be (?:moving|going|taking|proceeding|pursuing|continuing|accepting|interviewing|able))"
)
DECISION = any_of(
    rf"{I}.{{0,90}}\b(?:{NO_VERB})\b",
    rf"{I}.{{0,70}}(?:\b|(?<=')){NOT}\b.{{0,40}}\b{GO_ON}",
    r"\bplease .{0,20}\b(?:withdraw|remove|take|strike|count|consider|treat|accept|regard|record|scratch|cross|release|cancel|stop|close|mark|leave)\b.{0,40}\b(?:me|my|this)\b.{0,40}\b(?:out|off|from|withdraw\w*|withdrawal|name|application|candidacy|closed|no|aside|list|resignation|slot|interview)\b",
    r"\b(?:so |then )?(?:it's|it is|it has to be|it must be|it will have to be|that's|the answer's|i(?:'m| am) saying) (?:a |therefore |sadly |alas )?no\b(?! (?:secret|surprise|trouble|easy|small|wonder|problem|longer|reflection|doubt|use|mean|bad|matter|more|less))",
    r"\b(?:kindly|please|you may|i ask you to|i'd ask you to|let me ask you to) .{0,20}\b(?:treat|consider|count|regard|let|drop)\b.{0,40}\b(?:withdrawn|as withdrawing|out|closed|no longer|drop|off|go)\b",
    r"\b(?:my|the) (?:answer|decision|reply|choice|verdict) (?:is|has to be|must be|will be|remains|stays)\b.{0,12}\b(?:no|not|to decline|to withdraw|against)\b",
    r"\b(?:a|it's|it is|that's|this is) (?:a )?(?:firm |clear |grateful |definite |respectful |reluctant |polite |warm |kind |very kind |thankful )*no(?:,? thank you)? (?:from|on) (?:me|my)",
    r"\bi(?:'ve| have)? (?:\w+ ){0,5}(?:decided|chosen|choose|opted|elected|resolved|concluded|made up my mind|agreed)\b.{0,30}\b(?:to (?:stay|remain|go with|go elsewhere|go in|go a|take (?:the|another|a|up)|accept|keep|pursue another|pursue a|look elsewhere|head|follow|focus)|another|elsewhere|in favou?r of another|(?:that )?this (?:is|was)(?: not|n't))",
    r"\b(?:count|rule|leave|take|cross|strike|scratch) me (?:out|off)\b",
    r"\b(?:withdrawing|withdrawal of|declining|cancelling) (?:my|from|the|your)\b",
    r"\bthis (?:letter|message|note|email|e-mail|mail|call) (?:is|serves|confirms).{0,30}\b(?:withdraw\w*|declin\w*|cancel\w*|to say no)",
    r"\b(?:the|this|your|that) (?:\w+ ){0,3}(?:is|was|isn't|is not) (?:not )?(?:one )?(?:i|for me to) (?:can(?:not|'t)?|will|won't|shall not|should|am not|must not) ?(?:not )?(?:be )?(?:tak|accept|pursu|fill|keep|attend)",
    r"\b(?:someone|somebody) else (?:should|must|ought to|had better) have (?:my|the|this) (?:place|chair|slot|seat|chance)",
    r"\bmy (?:name|application|candidacy|hat) .{0,25}\b(?:withdrawn|taken (?:off|out)|out of the (?:ring|running|hat)|come (?:off|out)|removed|struck)",
    r"\bi (?:am|'m) (?:out|bowing out|not your (?:man|woman|person|candidate))\b",
    r"\bnot (?:be )?(?:come|coming|to come|go|going) (?:back|to|in|along|ahead|any|through|further|forward|for)\b",
    r"\b(?:won't|will not|shan't|shall not|can't|cannot) be (?:me|mine|joining|coming|there)\b",
)
UNFIRM = any_of(
    r"\b(?:probably|perhaps|maybe|possibly|conceivably|presumably|tentatively|provisionally|more or less|almost certainly|most likely|in all likelihood|very likely)\b",
    r"\b(?:might|may)(?: well| yet| just| still| in the end| eventually)? (?:have to|need to|withdraw|declin|be (?:declin|withdraw|step|pull|pass|inclin|bow)|step|pass|turn|pull|bow|not|want to|choose|decide|opt|end up)",
    r"\b(?:i think|i suppose|i guess|i suspect|i believe|i imagine) i(?: may| might|'ll probably|'d better|'m (?:probably|leaning))",
    r"\b(?:leaning|inclined|minded|tempted|veering|drifting|edging)\b(?! to (?:agree|thank))",
    r"\bnot (?:entirely |completely |quite |yet |totally |100% |altogether |wholly )*(?:sure|certain|decided|settled)\b",
    r"\b(?:undecided|unsure|in two minds|on the fence|torn|of two minds|wavering|dithering)\b",
    r"\bstill (?:thinking|deciding|weighing|considering|mulling|turning|making up|not sure|wondering|working out)\b",
    r"\b(?:haven't|have not|hasn't|not yet) (?:quite |fully |really |yet |finally |entirely )*(?:decided|made up|settled|closed|ruled|concluded|reached)",
    r"\b(?:considering|thinking (?:about|of)|thought of|toying with) (?:withdraw\w*|declin\w*|step\w*|pull\w*|pass\w*|turn\w*|bow\w*|cancel\w*|leav\w*|say\w*|not|whether)\b|\bwondering (?:whether|if)\b|\bwhether (?:or not )?(?:i (?:should|ought)|to)\b",
    r"\b(?:at least |not )?until (?:the|my|i|you|then|such|after|we|they|spring|summer|autumn|winter|next)\b|\bas things stand\b|\bin case (?:i|things|it|the|something)\b|\bif only i\b",
    r"\bif (?:nothing|things|it) (?:changes?|doesn't|does not|improves?|comes? up|works? out)",
)
POSTPONED = any_of(
    r"\b(?:can|could|may|might|shall|would) (?:we|you|i) (?:\w+ ){0,3}(?:hold|pause|postpone|revisit|come back|circle back|pick (?:this|it|things)|park|defer|delay|keep (?:my|the|a|this|me)|leave (?:it|this|things)|put (?:it|this|my|me|things)|wait|give me|sleep)",
    r"\b(?:let's|let us) (?:\w+ )?(?:circle|revisit|talk|touch base|see|keep|wait|hold|leave|come back|pick|speak|park|not close|regroup)",
    r"\b(?:hang|hold) on to my\b|\b(?:leave|keep) (?:it|this|things|the (?:question|matter)) open\b|\bsee (?:how i feel|what you can|what (?:happens|comes))|\b(?:rather|prefer to|like to) wait\b|\bwait a (?:little|while|bit)\b|\bkeep me (?:posted|warm|in the loop|on (?:the|your) (?:list|shortlist|books)|in play|in the frame)",
    r"\bkeep(?:ing)? (?:my|all my|the|our|every) (?:options?|doors?|application|candidacy|file|place|name|slot|seat) (?:\w+ )?(?:open|live|active|alive|going|warm|there|on|until|in)",
    r"\b(?:give|allow|grant|need|want|like|take|have) (?:me |myself )?(?:a|some|another|a few|a little|a bit|one) (?:more |of |extra |further )*(?:days?|time|weeks?|while|week|month|breathing)",
    r"\b(?:get|come|be) back to you (?:on|about|with|once|when|by|in|after|next|as|again)",
    r"\bask me again\b|\bsleep on it\b|\bplay it by ear\b|\bwait and see\b|\bsee (?:how|where) (?:things|it|this|the|my) .{0,25}(?:go|goes|land|lands|stand|stands|develop|pan|shake|turn|fall)",
    r"\b(?:don't|do not|please don't|wouldn't) (?:quite )?(?:rule|write|count|cross|strike|take) me (?:out|off)",
    r"\b(?:put|place|keep) (?:this|it|my \w+|things|everything|me|us|the \w+) (?:on hold|on ice|on pause|on the back burner|in abeyance|pending)",
    r"\b(?:pause|suspend|freeze|shelve) my (?:application|candidacy)",
    r"\bi(?:'ll| will| shall|'d) (?:let you know (?:whether|if|by|when|soon|as soon|once|my|what)|decide|make (?:up )?my (?:mind|decision)|have (?:an answer|a decision)|give you (?:an|my) (?:answer|decision))",
    r"\b(?:revisit|reopen|review|reconsider|look again at|return to|rethink) (?:this|it|the (?:matter|question|decision|idea|role)|things|my (?:decision|answer))\b(?!.{0,30}years)",
    r"\bnothing (?:is|has been) (?:set in stone|final|decided|settled)|\bnot (?:a )?(?:final|definite|the last word|set in stone|closed)\b|\bnot a (?:hard |firm |definite |flat )?no\b|\bmy mind (?:is not|isn't) made up",
    r"\bask(?:ing)? (?:for|whether) (?:\w+ ){0,4}(?:later|another) (?:date|time|start)|\bpush(?:ing)? (?:it|this|the interview) (?:back|to)",
    r"\bhear (?:how|what) the other\b|\buntil i (?:hear|know|have heard|see)",
)
HAGGLE = any_of(
    r"\bif (?:you|the (?:salary|figure|pay|budget|offer|number|package|rate|money|hours|terms)|that|there|it|they|your \w+|somebody|someone|anyone)\b.{0,60}\b(?:match|rais|increas|improv|stretch|sweeten|better|higher|more|flexib|budg|mov|chang|negotiat|add|go up|extra|room)\w*\b.{0,80}\b(?:i|we|i'd|i'll|me|mind|talk|yes|interested|reconsider|conversation|different|happy|glad|call|tempted)\b",
    r"\bunless\b|\bwithout (?:some|a few|certain|any|a little) (?:changes?|movement|adjustments?|improvements?|flexibility)|\b(?:difficult|hard|tricky) (?:for me )?to (?:accept|say yes|commit)",
    r"\b(?:could|might|may|can) (?:still |yet |easily )?(?:be )?(?:persuad|convinc|tempt|talk(?:ed)? (?:me )?(?:round|into)|swa(?:y|yed)|won over|change my mind|tip the|swing)",
    r"\b(?:would|might|could|may) (?:well )?change my (?:mind|answer|decision)",
    r"\b(?:for|at) (?:the right|a better|a different|the proper|a fairer|a higher) (?:number|figure|price|salary|money|offer|rate|package)",
    r"\bopen to (?:a|an|any|being|hearing|discussing|negotiat)\w* ?(?:better|improved|higher|revised|counter|persua|convinc|negotiat|different offer|more)",
    r"\b(?:let me know|tell me|come back to me|ring me|call me|write to me|shout) if (?:the|your|you|that|there) (?:budget|salary|figure|offer|number|terms|package|rate|can|could|pay|moves?|is (?:any )?(?:room|movement|more))",
    r"\bmake (?:it|this) worth (?:my|the)|\bwhat (?:else|more) (?:you can|can you|could you) (?:offer|do)|\b(?:a|any) counter-?offer (?:from you|would)|\broom (?:for|to) (?:manoeuvre|maneuver|negotiat|move on)",
    r"\breconsider(?:ing)? (?:if|should|were|provided|once|when) (?:you|the|there|that)",
)
DOOR = any_of(
    r"\b(?:stay|keep|keeping|staying|remain) in (?:touch|contact)|\bkeep (?:me|us) in mind|\bbear me in mind|\bpaths? (?:may |might |will |do |should |could )?(?:\w+ )?cross|\bin (?:the )?future\b|\bdown the (?:line|road)|\b(?:another|some other|one) (?:day|time|role|occasion|year)|\bfuture (?:role|opening|opportunit|vacanc)|\bfurther (?:down|along)|\bmeet again|\bsome ?day\b|\bhear (?:of|about|from)|\bwork together|\blinkedin|\bwelcome (?:the|a) chance|\bagain (?:one|some)|\bdoor (?:open|ajar)|\bopenings?\b|\bconnect\b|\bcross paths|\bthink of me|\b(?:part-time|remote|similar|other|later) (?:role|post|position|work)\w* (?:come|open|arise|crop|turn)",
)
THANKS = any_of(
    r"\bthank(?:s|ing|ful|fully)?\b|\bgrateful|\bgratitude|\bappreciat\w+|\bindebted|\bobliged\b|\bkindness|\bhonou?red|\bhonou?r\b|\bflattered|\btouched\b|\bmeant (?:a (?:lot|great deal)|much|the world|so much|more)|\bmeans (?:a (?:lot|great deal)|much|so much)|\bprivilege|\bmuch obliged|\bgenero(?:us|sity|usly)\b|\bcheers for\b|\bi owe you|\bmoved (?:by|me|that)|\bhumbled|\bblessed",
    r"\b(?:you (?:were|have been|are|all were|were both|have both been)|(?:it was|that was|how|so|very|most|really|too|awfully|exceedingly|extremely) )(?:\w+ ){0,2}(?:kind|good|gracious|patient|decent|thoughtful|welcoming|courteous)\b(?! (?:thing|idea|enough to (?:finally|at last)))",
    r"\bkind(?:ly)? (?:of|words|welcome|invitation|note|letter|offer|message|email|call|thought|consideration|interest)|\bgood of you|\b(?:a|such a|real|great|true) (?:pleasure|delight|treat|gift)\b|\bi (?:really |very much |thoroughly |truly |so )?(?:enjoyed|loved|treasured|valued|cherish|won't forget|will not forget|shall not forget|will remember|shall remember)\b|\b(?:not|never) (?:be )?forget(?:ting|ten)?\b|\b(?:won't|shan't) (?:\w+ )?forget\b|\bbless you\b|\bin your debt\b|\bwhat (?:a|an) (?:lovely|kind|generous|thoughtful|beautiful|warm|gracious|handsome|charming|delightful)|\balways value\b|\bcheered (?:by|me|up by)|\b(?:you|they) (?:both |all |each )?(?:gave|spared|lent|showed|found|took) (?:me |us |an? |so |up |the |time)(?:.{0,50}\b(?:time|hours?|minutes|patience|hospitality|tea|attention|care|courtesy|welcome|trouble|afternoon|morning|lift|heart|faith|over|with)\b)|\bgave me (?:a )?(?:lift|heart|courage)|\blifted (?:me|my)|\bmade my (?:day|week)|\b(?:go raibh|ngā mihi|mahalo|merci|danke|gracias|grazie|tack|takk|arigato|shukran|dhanyavad)",
)
NOT_THANKS = any_of(
    r"\bthank(?:s|ing)? (?:you )?(?:so much |very much |a lot |a million |heaps )?(?:for (?:nothing|finally|eventually|at last|getting round|wasting|making me|keeping me|leaving me|the (?:wait|silence|delay|runaround|long|three|six|endless|radio)|not|all the (?:waiting|silence)|ignoring|ghosting|your eventual|at least)|in advance|but no thanks|to (?:your|the) (?:delay|slow|silence))",
    r"\b(?:would|will|'d|should|shall) (?:be (?:most |very |so |really )*(?:grateful|obliged|thankful|appreciative)|(?:really |very much |greatly |also |much )*appreciat\w+)|\bno,? thank(?:s| you)\b|\bgrateful(?:ly)? (?:if|that (?:it's|this is|i) (?:over|did not|didn't|dodged))|\bappreciate it if|\bi'd thank you to|\bthank (?:god|goodness|heavens)|\bhonou?r (?:my|your|the|this) (?:request|wish|notice|withdrawal|agreement|commitment|decision)|\bgood of you to (?:finally|at last|eventually)|\bin appreciation of what little",
)
APOLOGY = any_of(
    r"\bsorry\b|\bapolog(?:y|ies|i[sz]e[sd]?|i[sz]ing|etic)\b|\bregret(?:s|ted|ful|fully|tably|ting)?\b|\bpardon\b|\bforgiv(?:e|en|eness|able|ing)\b|\bashamed\b|\bmortified\b|\bmy bad\b|\bunforgivabl[ey]|\binexcusabl[ey]|\bembarrassed\b|\bguilt(?:y)?\b|\b(?:feel|felt|feeling) (?:\w+ )?(?:awful|terrible|dreadful|rotten|wretched|horrible|bad about|so bad|sick about)|\bbeg (?:you|your)\b|\bremorse|\bhang my head|\bmea culpa|\bcontrite|\bworst (?:person|candidate)|\bhate myself|\bi let you (?:all )?down|\bletting you (?:all )?down|\bwasted your time|\bunworthy\b|\bdon't deserve|\bdo not deserve"
)
REASON = any_of(
    r"\b(?:because|since i|as i|owing to|due to|on account of|given (?:that|my|our)|reason|circumstances|commitments?|relocat|moving (?:to|house|back|away)|accepted (?:a|an|another|the)|taken (?:a|another|up)|another (?:offer|role|post|position|opportunity|job|employer|firm)|current (?:employer|job|role|firm)|present (?:employer|job)|promot(?:ed|ion)|salary|pay\b|wage|rent|mortgage|commute|travel|hours|shift|childcare|family|parents?|mother|father|children|health|doctor|stud(?:y|ies)|degree|course|retrain|direction|part-time|full-time|remote|fit|match|suit(?:s|ed)?|skills|experience|goals?|plans|values|benefits|pension|closer to|nearer|deadline|time (?:it|the|to)|flatter structure|different (?:path|direction|road|kind))\b"
)
LIKE = any_of(
    r"\b(?:like[ds]?|enjoy(?:ed)?|impress(?:ed|ive)|admir(?:e|ed|able|ation)|love[ds]?|warm(?:th|ly)?|friendly|welcoming|inspir\w+|fascinat\w+|interesting|remarkable|wonderful|lovely|delight(?:ed|ful)?|thoughtful|generous|excellent|fine|great|good|attractive|appeal\w*|respect|learn(?:ed|t)|struck (?:me|by)|memorable|openness|honest(?:y)?|clear(?:ly)?|proud|exciting|beautiful|first-rate|splendid|brilliant|talented|dedicat\w+|care[ds]? (?:about|for)|strong|rare|pleasure|glad)\b"
)
WISH = any_of(
    r"\bwish(?:es|ing)?\b|\bgood luck|\bbest of luck|\ball the best|\bevery success|\bhope (?:you|the|that you|that the|it|this|your|all|she|he|they)|\bsuccess\b|\bfind (?:the|a|an|somebody|someone)|\bflourish|\bthrive|\bmay (?:the|you|your)\b|\broot(?:ing)? for|\bfingers crossed|\b(?:confident|sure|certain) (?:that )?you(?:'ll| will)"
)
LOGISTICS = any_of(
    r"\b(?:minute|this is|speaking|say(?:ing)? so|steps?|place|live|slot|calendar|diary|another candidate|somebody else|someone else|other (?:people|candidates|applicants)|let (?:you|her|him|them|everybody|the|mr|ms|dr|jean)\b|inform|pass (?:this|it|my|on)|forward|return|send (?:back|you)|attach|reach me|phone|ring|call|number|e-?mail|write|wrote|writing|message|note|reply|respon|recommend|suggest|introduc|refer|colleague|friend|reschedul|another (?:date|time|day)|post(?:ing)?|advert|application|interview|role|position|team|conversation|meeting|spoke|speak|met|meet|talk(?:ed)?|discuss\w*|process|panel|offer|job|company|remember|since|news|update|month|year|spring|summer|autumn|winter|week|reading|read|saw|notice[ds]?|congratulat\w+)\b"
)

LABELS: list[tuple[str, Pattern[str]]] = [
    ("decision", DECISION),
    ("thanks", THANKS),
    ("apology", APOLOGY),
    ("door", DOOR),
    ("wish", WISH),
    ("reason", REASON),
    ("liked", LIKE),
    ("matter", LOGISTICS),
]


def moves_of(sentence: Span) -> list[str]:
    """Every move that a sentence makes; none at all is a question to its writer."""
    return [name for name, family in LABELS if family.search(sentence.plain)]


def decides(plain: str) -> bool:
    """Whether a sentence says no in so many words."""
    return bool(DECISION.search(plain))


def thanks(plain: str) -> bool:
    """Whether a sentence thanks; not in advance, not with irony."""
    return bool(THANKS.search(NOT_THANKS.sub(" ", plain)))
