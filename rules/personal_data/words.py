"""Words that say what stands beside them: streets, buildings, offices and roles, and what is no name."""


def words(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


STREETS = words(
    """
    road street lane avenue close drive way crescent gardens grove place court terrace rise hill mead meadow
    meadows view walk row square green mews bottom fields field orchard croft end path parade common cottages
    villas hatch yard rd ln ave cl cres gdns wharf quay broadway brow chase copse dale dell down downs garth
    gate glade glebe heath heights holt knoll lea leas leys paddock pightle piece reach ride ridge side spinney
    vale warren wynd wood woods park bridge cross estate drove loke strand esplanade promenade ropewalk butts plain
    staithe hythe quayside buildings almshouses parade circus mall
    slip shore cliff twitten ginnel corner banks bank crest steps stairs passage alley alleyway jitty snicket approach
    boulevard bypass causeway circle coppice cutting fold gateway knap landing locks maltings market oval parkway
    pavement pier quadrant rigg toft turnpike twitchel vennel viaduct yards opeway terr
    loan loaning brae pend kirkgate seagate gait
    """
)

WELSH_STREETS = words("stryd lon ffordd heol rhes maes clos gerddi rhodfa stad capel ysgol neuadd tyddyn hafod")

ORDINARY_SURNAMES = words(
    """
    lane hall church green field fields hill wood woods banks bank street park mead heath dale chase grove
    bridge cross croft vale holt hurst house bishop king day page
    """
)

HOUSES = words(
    """
    cottage house farm barn lodge villa bungalow rectory vicarage manor grange farmhouse oaks stables forge nook
    haven dene holme hollow croft orchard mill hillview fairview flat
    """
)

PUBLIC_PLACES = words(
    """
    hall church pub inn arms school pavilion library surgery station centre center office offices chapel museum
    playground recreation cemetery churchyard allotment allotments hospital club shop store stores depot garage
    council room hotel junction shelter commons college university bakery academy nursery nurseries restaurant
    cafe supermarket exchange dock docks quayside terminal
    """
)

ORGANISATIONS = words(
    """
    ltd limited llp plc council authority agency association school church trust society club services police
    company contractors solicitors nurseries hospital surgery university college charity cic bank insurance
    department ministry group committee board institute federation union office team partnership builders
    contractor electrical accountancy printers groundworks maintenance lighting hosting marquees inspections
    water house commons sons co government service academy diocese consultants consulting landscapes plumbing
    supplies systems solutions nhs constabulary library corporation corp inc gmbh university associates fencing
    events motors joinery decorators roofing scaffolding plumbers heating glazing skips waste landscaping
    stationers foods housing homes media catering caterers florists funerals opticians dental pharmacy vets
    taxis coaches hire leisure security alarms telecom software technologies energy electrics environmental
    compliance recruitment cleaning cleaners pest control payroll accounting fabrications welding motor motoring
    haulage removals storage engineering construction property properties
    developments surveys architects estates lettings
    """
)

FIRM_ENDINGS = words("son sons daughter daughters co partners brothers bros associates company ltd limited llp plc")

TRADES = words(
    """
    roofer carpenter glazier blacksmith stonemason handyman groundsperson groundswoman cleaner lengthsman caseworker
    contractor surveyor reporter journalist photographer instructor coach postmaster postmistress bailiff valuer
    barrister
    harbourmaster master sweep thatcher saddler upholsterer locksmith chauffeur courier pilot skipper
    choirmaster scoutmaster quizmaster stationmaster headmaster sexton keeper
    operator leader captain akela organist bugler publican locum planner engineer priest contact churchwarden lecturer
    headmistress farrier plasterer bricklayer mechanic fitter tutor professor midwife optician dentist vet
    pharmacist paramedic firefighter lifeguard verger sacristan deacon
    tuner framer restorer engraver signwriter caterer chef hairdresser barber piper entertainer compere pianist
    conductor physio physiotherapist osteopath chiropodist podiatrist counsellor milkman postman dispatcher
    adjuster assessor handler auctioneer broker underwriter coroner magistrate judge lawyer notary conveyancer
    forester gamekeeper marshal invigilator celebrant mason waller hedgelayer arboriculturist hydrologist actuary
    pa boss joiner verderer controller analyst researcher dealer
    animator arbitrator astronomer beekeeper binman binmen blaster boatbuilder boatman bookkeeper botanist bricky
    cameraman cartographer cartoonist cashier chaplain chemist choreographer chimney-sweep clown columnist comedian
    composer concierge conjuror conservator copywriter correspondent crier cutler dairyman designer detective
    developer dietitian dietician diver docker draughtsman dressmaker drummer embalmer estimator examiner excavator
    facilitator ferryman fiddler fishmonger flautist geologist greengrocer grocer groundworker groundskeeper
    guitarist harpist horticulturist hygienist illusionist illustrator interpreter ironmonger jeweller juggler
    liaison linguist linesman magician masseur masseuse mediator merchant metalworker meteorologist
    molecatcher moderator musician negotiator newsagent nurseryman nutritionist ornithologist orderly painter
    pathologist percussionist planter playwright policeman policewoman potholer programmer projectionist promoter
    prosecutor psychologist psychotherapist publisher puppeteer radiographer ratcatcher referee rep reps restaurateur
    retailer rigger roadie sailmaker salesman saleswoman salesperson scaffolder scheduler sculptor seamstress
    shipwright shopkeeper soloist spokesman spokeswoman spokesperson statistician steeplejack stockbroker
    storekeeper stylist subcontractor surgeon taxidermist therapist tiler toolmaker trainer translator trumpeter
    typesetter umpire ventriloquist vintner violinist vocalist waitress watchmaker webmaster welder
    wheelwright woodcarver woodturner
    """
)

ROLES = words(
    """
    officer manager clerk councillor cllr director rev revd reverend vicar rector curate canon archdeacon bishop
    pcso pc sgt sergeant inspector constable headteacher head principal mp mep msp solicitor surveyor engineer
    secretary chairman chairwoman chair chairperson treasurer editor agent landlord landlady mayor mayoress
    sheriff governor planner ecologist arborist architect auditor accountant adviser advisor coordinator
    co-ordinator administrator assistant superintendent supervisor foreman consultant ranger warden librarian
    caretaker representative minister commissioner executive ceo lead specialist technician proprietor curator
    receptionist registrar nurse imam rabbi fitter plumber electrician decorator gardener groundsman builder
    organiser storyteller bugler bandmaster florist adjudicator artist undertaker employee installer
    dr doctor gp teacher trustee president steward speaker author historian poet king
    queen prince princess lord lady sir saint st
    """
)

POST_NOMINALS = words(
    """
    mp mep msp mbe obe cbe kbe bem jp dl qc kc bsc ba ma msc mphil phd dphil bed llb llm mba frics mrics riba rtpi
    mrtpi ceng meng
    beng cipfa acca fcca aca fca cilca fslcc pslcc npqh dip diphe hons cert certed frsa mrpharms rgn mcip mciht dms cgma
    cima acis fcis mcmi pgce qts retd rn cii acii fcii mcipd fcipd rvn mrcvs mrcgp frcs bvsc
    """
)

TITLES = words(
    """
    mr mrs ms miss mx dr doctor prof professor sir dame lord lady rev revd reverend cllr councillor parch cyng
    pte cpl lcpl gnr spr lieut lt col colonel maj brig brigadier cdr cmdr pc pcso sgt insp canon capt master messrs fr
    sr herr frau mme monsieur
    """
)

OFFICIAL_TITLES = words(
    """
    rev revd reverend fr cllr councillor lord sir dame sgt pc dc ds di wpc dci pcso inspector insp supt canon imam
    rabbi parch cyng
    """
)

GREETINGS = words(
    """
    dear hi hello hey hiya helo annwyl s'mae shwmae salaam namaste morning afternoon evening
    merhaba bonjour bonsoir salut hola ciao gentile liebe lieber hallo guten hej hei czesc witam szanowny szanowna
    salam marhaba
    ola ahoj ahojte zdravo shalom respected
    """
)

DATES = words(
    """
    january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun
    jul aug sep sept oct nov dec christmas easter whitsun michaelmas spring summer autumn winter ramadan mubarak eid
    diwali vaisakhi hanukkah mondays tuesdays wednesdays thursdays fridays saturdays sundays
    """
)

NO_NAMES = (
    words(
        """
    memorial jubilee methodist baptist
    dear hi hello the a an this that these those we i you he she they it our your my his her their in on at to
    from for of by with and or but if when while as is are was were be been please thank thanks many kind best
    warm regards re fw fwd sent subject date cc bcc no yes ref tel mobile mob phone email e-mail fax web website
    www http https address name parish district county borough town village city north south east west upper
    lower great little new old high low act section policy order report plan planning application notice agenda
    minutes meeting meetings item register list annual general public private local national british english
    welsh scottish irish england wales scotland britain uk royal legion freedom information data protection
    request response road closure court litter pick rota play area skate community bus bin bins bench tree trees
    survey hedge footpath bridleway path light lights car van lorry invoice payment quote quotation bacs total
    sort code account number booking deposit rent plot site land good morning afternoon evening yours sincerely
    faithfully cheers sorry apologies following further also however could would should will can may might must
    shall do does did have has had let see just here there where who what how why which not all any some one two
    three four five six seven eight nine ten first second third last next council councillors clerk officer
    chairman chair office resident residents everyone team sir madam google microsoft windows zoom facebook
    whatsapp internet network server tax vat index page form letter copy original message forwarded begin out
    automatic reply draft final version confidential urgent important grade king queen prince charles ascot
    saint st christmas regarding cofion diolch payroll lasting power attorney enduring probate
    iban bic swift vat mot dob
    fiesta focus transit courier mondeo kuga corsa astra yaris aygo golf passat octavia fabia qashqai juke clio megane
    kangoo berlingo picasso vivaro sprinter defender freelander navara hilux kia honda toyota dacia renault peugeot
    citroen nissan vauxhall volvo skoda hyundai suzuki mazda kubota
    oh ah aw ooh well yep yeah nope ok okay right ta come go get take tell ring send still sure great lovely hey blimey
    aye och
    """
    )
    | WELSH_STREETS
    | GREETINGS
    | DATES
    | ORDINARY_SURNAMES
    | STREETS
    | HOUSES
    | PUBLIC_PLACES
    | ORGANISATIONS
)

DOUBTFUL_FIRST = words(
    """
    will mark grace may april june rose hope joy daisy heather summer penny dean victoria albert alexander
    nelson george charlotte king queen lane hall church green street field hill wood banks bishop carol dale
    glen heath holly ivy jasmine lily olive poppy robin rowan ruby violet willow art bill bob chase drew faith
    frank grant guy harmony hunter iris jack jean lee major max mercy miles pat patience ray rich rob rod rusty
    sandy sky sunny ward wells winter park reed stone forest cherry hazel laurel ash clay cliff colt destiny
    earl gene duke baron norman dawn eve christian august melody paris london florence chelsea sydney austin
    jordan israel china india georgia brook savannah virginia skip
    """
)


BANKS = words(
    """
    barclays lloyds natwest hsbc santander halifax metro co-operative cooperative coop unity trust nationwide rbs tsb
    monzo starling cambridge handelsbanken yorkshire clydesdale savings food piggy river world the
    """
)  # what stands before "Bank"; any other is a house
BODY_WORDS = (
    ORGANISATIONS
    | PUBLIC_PLACES
    | words(
        """
        recovery signage stonemasons masons engineers inflatables fireworks pyrotechnics highways ward gazette herald
        echo chronicle times post advertiser observer mercury scouts guides brownies cubs
        beavers rangers cadets ferrets players singers choir band orchestra fc afc rfc cc wi u3a pta rectory vicarage
        cathedral parish parliament court tribunal ombudsman registry railway rail buses trains airport plumbing
        tool tools hardware bakers butchers dairy brewery printing press publishing theatre cinema gallery gardens
        growers traders tennis cricket bowls football rugby netball runners ramblers naturalists historians
        magistrates insurers brokers legal law chambers clinic practice dentist practices hub forum panel cabinet
        photography cars cabs taxis minibuses coaches advice uk beekeepers arborists arb forestry trees kennels
        cattery carpets blinds tyres autos windows doors kitchens bathrooms interiors designs drainage drains
        scaffolders foundation rescue helpline network alliance initiative studio studios gym salon barbers butchers
        deli bistro tearoom tearooms takeaway fisheries seafoods farms produce aggregates concrete asphalt surfacing
        signs graphics engravers memorials masonry restoration conservation ecology archaeology acoustics
        surveying mapping geotechnical audio lighting sound productions entertainments balloons cakes flowers
        plants seeds feeds tractors machinery mowers plant saws aerials broadband networks computers mutual
        ce primary infants juniors union finance mortgages investments wealth cymru bakehouse coffee brewing taproom
        """
    )
    | FIRM_ENDINGS
) - words("house property water commons sons gardens court parish ward times post press law hub practice")

FIRMS = words(
    """
    engines motorcycles cycles bikes garages exhausts bodyworks bodyshop workshop workshops works joiners carpenters
    plasterers tilers bricklayers glaziers locksmiths sweeps stoves fireplaces boilers upholstery curtains flooring
    floors furnishings furniture antiques auctions auctioneers valuers jewellers tailors outfitters fashions
    boutique gifts crafts ceramics pottery glassworks framers bookshop books newsagents grocers greengrocers
    fishmongers wines ales breweries distillery cider cheeses creamery vineyards butchery patisserie sandwiches
    pizzeria pizza tandoori diner canteen inns taverns tavern brasserie campsite caravans holidays travel tours
    cruises ferries boats boatyard marine chandlery sailing yachts rowing angling anglers divers surf equestrian
    livery saddlery veterinary pets aquatics timber sawmill sawmills logs firewood fuels oils gas solar
    renewables power electric utilities telecoms wireless digital marketing films video videos photos prints
    publications publishers magazines fm television records music opera dance ballet drama puppets funfair
    amusements bingo casino fitness wellness spa pilates yoga karate judo boxing athletics cycling harriers
    swimmers bowling snooker archery gymnastics hockey badminton golf polo petanque rotary rotarians freemasons
    oddfellows veterans lifeboat lifeboats coastguard rnli ambulance paramedics responders probation prison
    prisons courts archives archive heritage preservation wildlife wetlands rivers canal canals waterways
    navigation harbours ports docks airfield airways airlines aviation freight logistics couriers deliveries
    parcels transport trucks vans rentals rental leasing cranes recycling reclamation salvage scrap metals steel
    ironworks foundry welding tooling fixings fasteners paints coatings plastics tiles cement
    bricks paving driveways resurfacing tarmac markings bollards barriers railings shutters awnings tents tipis
    yurts portaloos toilets loos washrooms hygiene laundry linen uniforms workwear safety training learning
    education tuition schools preschool pre-school playgroup kindergarten creche daycare childcare academies
    seminary convent mosque synagogue gurdwara mandir masjid tabernacle fellowship congregation deanery benefice
    synod circuit presbytery hospice infirmary dementia carers autism samaritans foodbank larder savings
    pensions actuaries bookkeeping bookkeepers audit auditors assurance reinsurance underwriting indemnity
    conveyancing notaries llc bv srl holdings ventures enterprises industries international dynamics labs
    laboratories research analytics domains apps electronics instruments optics imaging hearing orthodontics
    physiotherapy osteopathy chiropractic podiatry chiropody acupuncture counselling therapies medical health
    healthcare homecare mobility stairlifts lifts elevators ventilation refrigeration insulation asbestos
    demolition excavation excavations earthworks piling surveyors valuations architecture architectural
    landscape horticulture horticultural gardening turf lawns treecare arboricultural rovers rangers wanderers
    athletic united motorhomes scooters skippers civils groundcare care regiment battalion squadron
    """
)
