"""Words that are no commands: in a Vosk grammar they catch what would else be bent into a command."""

from typing import Final

DECOYS: Final = {
    "en": (
        "the a and it is was that this you he she they we i me him her them people think know really about would could "
        "should have had has been where when who why because there here then than just like some any every water music "
        "phone coffee people work home house car street night morning today tomorrow yesterday friend mother father "
        "brother money food dinner lunch table window door color red blue green black white big small old new good bad "
        "great little thing something anything someone maybe never always sometimes again into from with without over "
        "under after before between through against want need make take come see look find tell ask call try leave "
        "said went got made were will can might must cheek teeth bus net sat pose beauty reddy flower fast lift bright "
        "light night note know nose yet guess chess test best west text sex sit seat hole whole hole told cold old"
    ),
    "de": (
        "der die das und ist war ich du er sie es wir ihr mich dich uns euch ihm ein eine einen kein keine aber oder "
        "wenn dann weil dass nicht noch schon auch nur sehr viel immer nie wieder hier dort heute morgen gestern jetzt "
        "gleich später haben hatte hat sein sind werden wird kann kannst will müssen muss soll machen gemacht gehen "
        "ging kommen kam sehen gesagt sagen wissen glaube denken arbeit haus auto straße stadt leute freund freundin "
        "mutter vater bruder schwester kaffee wasser bier essen geld musik telefon zeit woche jahr tag nacht abend "
        "gut schlecht groß klein neu alt schön rot blau grün schwarz weiß mit ohne von zu für gegen über unter "
        "zwischen vor nach wo wer wie was warum welche einmal etwas alles nichts jemand bitte danke hallo"
    ),
    "ko": (
        "그리고 그래서 하지만 그런데 저는 나는 우리 오늘 내일 어제 지금 여기 저기 거기 사람 "
        "친구 엄마 아빠 집 학교 회사 물 커피 음악 전화 시간 아침 저녁 밤 점심 밥 돈 차 "
        "길 문 창문 생각 말 일 것 수 때 정말 아주 너무 조금 많이 다시 항상 가끔 있다 "
        "없다 하다 되다 보다 가다 오다 먹다 알다 모르다 좋다 나쁘다 크다 작다 뉴스 버스 "
        "택시 컴퓨터 게임 영화 드라마 이 그 저 무엇 누구 언제 어디 왜 어떻게 네 아니 "
        "감사합니다 안녕하세요 미안합니다 테스트 텍스트 베스트 웨스트 라스트 센스 찬스 댄스 "
        "버튼 포인트 페이지 라인 타임 게임 네임 러브 하트 파트 스타트 카드 코드 보드 워드"
    ),
}
"""By language code; a model's own vocabulary decides which of them are used."""

FILLERS: Final = frozenset(
    {"um", "uh", "er", "hmm", "okay", "please", "äh", "ähm", "also", "mal", "bitte", "음", "어", "아"}
)
"""Words that may stand before or after a command and mean nothing."""
