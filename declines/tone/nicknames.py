"""Short forms of given names: Bob is Robert. A line holds names that may stand for one another."""

NICKNAMES = [
    set(line.split())
    for line in """
bert bob bobby rob robbie robert
bill billy liam will william
dick rich richard richie rick ricky
greta madge maggie margaret meg peggy rita
beth betty elisabeth eliza elizabeth libby lisbeth liz lizzie
catherine cathy kat katarina kate katharine katherine kathryn kathy katie kit
james jamie jim jimmy
jack john johnny
johnny jon jonathan jonny
michael mick mickey mike mikey
thomas tom tommy
charles charlie chas chuck
ed eddie edward ned ted
joe joey joseph
dave david davy
dan daniel danny
sam sammy samuel
sam samantha
alec alex alexander sandy sasha xander
alex alexandra lexi sandra sasha
ant anthony tony
andrew andy drew
ben benjamin benny
chris christopher kit topher
chris chrissy christina christine tina
pat patricia patty tricia trish
paddy pat patrick
pete peter
sue susan susie suzanne
stephen steve steven stevie
matt matthew
nicholas nick nicky
nicky nicola nikki
bec becca becky rebecca
jen jenn jennifer jenny
jess jessica jessie
deb debbie deborah debra
babs barb barbara
dolly dorothy dot dottie
ted teddy theo theodore
tim timmy timothy
greg gregory
ken kenneth kenny
ron ronald ronnie
don donald donnie
larry laurence lawrence
len lenny leo leonard
fred freddie frederick
francesco francis frank
fanny fran frances
eugene gene
gerald gerry jerry
tori vicki vicky victoria
abby abigail gail
phil philip phillip
jo joanna joanne
jo josephine josie
eleanor ellie nell nora
bella isabel isabella izzy
nat nate nathan nathaniel
nate nathan
zach zachary zack
vince vincent
wally walt walter
art arthur artie
hal harold harry
hal hank harry henry
mae mary molly polly
ann anna anne annie nancy
ellen helen helena nell
martha marty mattie
max maximilian
bastian seb sebastian
shiv siobhan
aleksandra ola
gosia malgorzata małgorzata
sergei sergey seryozha
francisco paco pancho
jose pepe
beppe giuseppe
hannes hans jan johannes
natalia natalie natasha tash tasha
bec becca becks becky bex rebecca
gill gillian jill
sal sally sarah
maureen mo
mo mohamed
mo mohammed
mo muhammad
viv vivian vivien vivienne
lou louis louisa louise
fi fiona
flo florence flossie
angus gus augustus
harriet hattie hetty
jools jules julia julian julie
charlie charlotte lottie
amanda mandy
mel melanie melissa
camilla emily millicent millie milly
nige nigel
ollie oliver olivia
penelope penny
philip philippa pip
rosalind roz ros
shaz sharon
sid sidney sydney
stu stuart stewart
teresa terry tess tessa theresa
winifred winnie
emmanuel manny manuel manolo
ignacio nacho
guadalupe lupe
dolores lola
enrique kike quique
alberto beto roberto
guillermo memo
fernando nando
antonia toni
ulrich ulrike uli
friedrich fritz
josef sepp seppi
ursula uschi ulla
wolf wolfgang
dima dmitri dmitry
ivan vanya
kolya nikolai
ekaterina katya
maria masha
natalia natasha
olga olya
tanya tatiana
elena helena lena magdalena
asia joanna
kasia katarzyna
barbara basia
ania anna
tomasz tomek
wojciech wojtek
jerzy jurek
elizabeth elspeth libby lilibet
cait caitlin kate
raj rajesh rajeev rajendra
vik vikram vikas
priya priyanka
alec aleks
abdul abdullah
bobbie robbie roberta
frances francesca frankie
georgie georgina
steph stephanie stevie
jackie jacqueline
nicky nicole nikki
freddie frederica
ronnie veronica
andie andrea
gabby gabriella gabrielle gaby
dani danielle
elena ellie
maddie madeleine mads
caroline carrie caz
carol carrie caz
gareth gary gaz
barry baz bazza
darren daz dazza
deandra dee
deirdre dee
diana dee di
laura loz
lawrence loz
jeremy jez
jasmine jaz
trev trevor
shane shaz
kev kevin
""".strip().splitlines()
]

# Given names in full: two of them are two names, even where they share a nickname (Jon: John or Jonathan).
FORMAL = frozenset(
    """
abigail aleksandra alexander alexandra andrew ann anna anne anthony arthur barbara benjamin catherine charles
christina christine christopher daniel david deborah debra donald dorothy edward eleanor elisabeth elizabeth
eugene frances francis francisco frederick gerald giuseppe gregory harold helen helena henry isabel isabella
james jennifer jessica joanna joanne johannes john jonathan jose joseph josephine katarina katharine katherine
kathryn kenneth laurence lawrence leonard margaret martha mary matthew maximilian michael nathan nathaniel
nicholas nicola patricia patrick peter philip phillip rebecca richard robert ronald samantha samuel sebastian
sergei sergey siobhan stephen natalia natalie natasha maureen mohamed mohammed muhammad gillian sarah vivian vivien vivienne louis louisa louise fiona florence angus augustus harriet julia julian julie charlotte amanda melanie melissa camilla emily millicent nigel oliver olivia penelope philippa rosalind sharon sidney sydney stuart stewart teresa theresa winifred emmanuel manuel ignacio guadalupe dolores enrique alberto roberto guillermo fernando antonia ulrich ulrike friedrich josef ursula wolfgang dmitri dmitry ivan nikolai ekaterina maria olga tatiana elena magdalena katarzyna tomasz wojciech jerzy caitlin rajesh rajeev rajendra vikram vikas priyanka abdullah roberta francesca georgina stephanie jacqueline nicole frederica veronica andrea gabriella gabrielle danielle madeleine caroline carol gareth gary barry darren deandra deirdre diana laura jeremy jasmine trevor shane kevin sebastian małgorzata malgorzata eugene gerald henry mary owen steven susan suzanne theodore thomas timothy victoria vincent walter william
zachary
""".split()
)
