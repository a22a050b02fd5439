"""Mail providers: domains in which an address says nothing of who its owner belongs to."""

from functools import lru_cache

from gateway.model.likeness import distance

NAMES = """
    gmail.com googlemail.com outlook.com outlook.co.uk hotmail.com hotmail.co.uk live.com live.co.uk msn.com
    yahoo.com yahoo.co.uk ymail.com rocketmail.com icloud.com me.com mac.com aol.com aol.co.uk btinternet.com
    btopenworld.com bt.com sky.com virginmedia.com virgin.net ntlworld.com ntlworld.co.uk blueyonder.co.uk
    talktalk.net talktalk.co.uk tiscali.co.uk plusnet.com plus.com zen.co.uk proton.me protonmail.com pm.me
    gmx.com gmx.co.uk gmx.net mail.com fastmail.com fastmail.co.uk tutanota.com tuta.io orange.net o2.co.uk
    ee.co.uk waitrose.com uwclub.net phonecoop.coop freeserve.co.uk lineone.net supanet.com onetel.com pipex.com
    f2s.com demon.co.uk hushmail.com zoho.com yandex.com mail.ru qq.com web.de inbox.com lycos.co.uk
    wanadoo.co.uk fsmail.net tesco.net toucansurf.com vodafone.net three.co.uk myphone.coop posteo.net hey.com
    duck.com wp.pl o2.pl onet.pl
"""
NAMES_ABROAD = """
    eircom.net eir.ie t-online.de web.de freenet.de arcor.de gmx.de gmx.at bluewin.ch free.fr orange.fr wanadoo.fr
    laposte.net sfr.fr neuf.fr libero.it virgilio.it tin.it alice.it telefonica.net terra.es sapo.pt telenet.be
    skynet.be ziggo.nl kpnmail.nl xs4all.nl home.nl telia.com telia.se bredband.net online.no getmail.no jubii.dk
    mail.dk seznam.cz centrum.cz email.cz azet.sk freemail.hu citromail.hu interia.pl op.pl poczta.onet.pl gazeta.pl
    vp.pl abv.bg yandex.ru rambler.ru list.ru bk.ru ukr.net rediffmail.com 163.com 126.com sina.com naver.com
    hanmail.net comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net
    optonline.net juno.com roadrunner.com shaw.ca rogers.com sympatico.ca bigpond.com bigpond.net.au optusnet.com.au
    xtra.co.nz mweb.co.za runbox.com mailbox.org kolabnow.com btopenworld.co.uk virginmedia.co.uk mailfence.com
    startmail.com tutamail.com skiff.com dsl.pipex.com ic24.net cix.co.uk clara.net clara.co.uk freeuk.com
    madasafish.com totalise.co.uk aaisp.net gotadsl.co.uk newnet.co.uk eclipse.co.uk breathe.com mail.com email.com
    usa.net europe.com posteo.de mailbox.de online.de ewe.net tutanota.de proton.ch
"""
EVERYWHERE = frozenset(
    ["gmail", "yahoo", "ymail", "hotmail", "outlook", "live", "msn", "icloud", "gmx", "aol", "protonmail"]
)
NO_PROVIDERS = ("royalmail", "dailymail", "parishmail", "councilmail")  # of the others so named nearly all are
PROVIDERS = frozenset((NAMES + NAMES_ABROAD).split())

# The names of those in which people mistype most, and of those among them that have domains in other countries too.
TYPED_NAMES = """
    gmail googlemail hotmail outlook yahoo icloud btinternet btopenworld virginmedia ntlworld blueyonder talktalk
    tiscali plusnet protonmail rocketmail
"""
TYPED = frozenset(TYPED_NAMES.split())
ABROAD = frozenset(["hotmail", "outlook", "yahoo", "protonmail", "tiscali"])
SLIPS_OF_COM = frozenset(["co", "cm", "om", "cim", "con", "comm", "cmo", "ocm", "coms"])
NO_SLIPS = frozenset(["email", "mail", "cloud", "gemail"])  # names of others that are as near
SUFFIXES = frozenset(known.partition(".")[2] for known in NAMES.split()) | SLIPS_OF_COM
TWICE = 8  # letters from which on two may be wrong


@lru_cache(maxsize=1024)
def is_slip(domain: str) -> bool:
    """Whether a domain, in lower case, is a slip of the pen from a provider's: `gmial.com`, `btinternet.co.uk`."""
    name, _, suffix = domain.partition(".")
    if domain in PROVIDERS or name in NO_SLIPS:
        return False
    if name in TYPED:
        is_national = len(suffix.rpartition(".")[2]) == 2 and suffix not in SLIPS_OF_COM  # ISO 3166-1
        return bool(suffix) and not (name in ABROAD and is_national)
    return suffix in SUFFIXES and any(
        name[:1] == known[0] and distance(name, known) <= (2 if len(known) >= TWICE else 1) for known in TYPED
    )


def is_provider(domain: str) -> bool:
    """Whether a domain, in lower case, is one where anybody can have an address."""
    name = domain.partition(".")[0]
    return domain in PROVIDERS or name in EVERYWHERE or (name.endswith("mail") and not name.endswith(NO_PROVIDERS))
