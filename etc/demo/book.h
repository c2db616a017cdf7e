/* SPDX-License-Identifier: MIT
 *
 * book.h: the demo's book of business as tables, for generate.c alone.
 *
 * `traits` says what an account of each hidden kind is like, `stories` names
 * the accounts that have a part of their own; then come the words from which
 * all others get their names, people, tickets and opinions. To tell another
 * story, change a line here and generate again. All names are invented.
 */
#ifndef DEMO_BOOK_H
#define DEMO_BOOK_H

enum {
    ACCOUNTS = 200,
    ENTERPRISES = 18, /* ranks below this are enterprises */
    MIDMARKET = 70    /* ranks below this are mid-market */
};

typedef enum {
    STEADY,
    CHAMPION,
    DRIFT,   /* slipping a little, nobody unhappy */
    DECLINE, /* falls silent without a complaint */
    NOTICE,  /* the same, and has given notice */
    PAIN,    /* urgent tickets stay open */
    LEFT,    /* its champion changed jobs */
    SHOCK,   /* cut its contract over the price */
    SHELF,   /* pays for seats nobody took */
    ONBOARD, /* signed in the last three months */
    NEWBORN, /* signed in the last days, nothing known yet */
    CHURNED,
    RETURNED, /* churned once, and came back */
    TRIAL,    /* never bought */
    KINDS
} Kind;

/* What a kind is like towards its end, which is as-of or the day it left. */
typedef struct {
    int count;         /* how many of the accounts */
    int onset;         /* days before the end at which it begins */
    int slide;         /* days until it is complete */
    int floor;         /* usage left then, per mille */
    int reach;         /* seats ever taken up, per mille */
    int nps;           /* about what it answers then, 0 to 10 */
    int tickets;       /* days between two tickets of a mid-market account */
    int silence;       /* days without a touch at the end */
    const char *pulse; /* one letter is drawn; '-' is none */
} Trait;

static const Trait traits[KINDS] = {
    [STEADY] = {0, 0, 1, 1000, 850, 8, 55, 0, "gggggy-"},
    [CHAMPION] = {36, 0, 1, 1000, 950, 9, 80, 0, "ggggg-"},
    [DRIFT] = {20, 60, 60, 560, 620, 6, 40, 25, "ggyyy-"},
    [DECLINE] = {10, 85, 60, 170, 800, 6, 90, 45, "ggyy-"},
    [NOTICE] = {2, 90, 60, 120, 700, 4, 60, 40, "r"},
    [PAIN] = {9, 60, 40, 700, 850, 3, 14, 0, "yrr"},
    [LEFT] = {7, 50, 15, 420, 800, 6, 60, 20, "yyr-"},
    [SHOCK] = {8, 100, 40, 640, 750, 4, 50, 0, "yyr"},
    [SHELF] = {6, 0, 1, 800, 260, 7, 110, 50, "gy--"},
    [ONBOARD] = {12, 0, 1, 1000, 850, 8, 20, 0, "ggg-"},
    [NEWBORN] = {4, 0, 1, 1000, 0, 8, 99, 0, "-"},
    [CHURNED] = {27, 90, 85, 120, 700, 4, 35, 30, "-"},
    [RETURNED] = {13, 0, 1, 1000, 850, 8, 50, 0, "ggy-"},
    [TRIAL] = {6, 0, 1, 600, 600, 7, 99, 0, "-"},
};

typedef enum { EMEA, NA, APAC, LATAM } Region;

/* The accounts with a part of their own: see README.md. */
typedef struct {
    const char *id, *name;
    int rank;
    Kind kind;
    const char *parent;
    int renewal; /* days after as-of, 0: the anniversary */
    char pulse;  /* 0: drawn */
    Region region;
} Story;

static const Story stories[] = {
    {"velmora", "Velmora Industries", 0, CHAMPION, "", 143, 'g', NA},
    {"aldermoor", "Aldermoor Freight International", 1, DECLINE, "", 47, 'g',
     EMEA},
    {"kestrelby", "Kestrelby Foods Group", 2, PAIN, "", 108, 'r', NA},
    {"tessaly", "Tessaly Air Cargo", 3, ONBOARD, "", 0, 'g', NA},
    {"orrinshaw", "Orrinshaw Retail Holdings", 4, SHOCK, "", 76, 'y', NA},
    {"bjorkvalla", "Björkvalla Skog AB", 5, STEADY, "", 0, 0, EMEA},
    {"vantorre", "Vantorre Pharma", 6, LEFT, "", 61, 'y', EMEA},
    {"mirefield", "Mirefield Building Supply", 7, RETURNED, "", 0, 'g', NA},
    {"dunmarrow", "Dunmarrow Textile Mills", 8, SHELF, "", 29, 'g', EMEA},
    {"halcombe", "Halcombe Marine", 9, NOTICE, "", 58, 'r', APAC},
    {"asfjell", "Åsfjell Rederi AS", 10, CHAMPION, "", 0, 0, EMEA},
    {"pellmarsh", "Pell, Marsh & \"Tide\" Ltd", 11, STEADY, "", 0, 0, NA},
    {"hoshiwatari", "星渡物流", 12, CHAMPION, "", 0, 0, APAC},
    {"kestrelby-dairy", "Kestrelby Dairy", 22, STEADY, "kestrelby", 0, 0, NA},
    {"kestrelby-bakery", "Kestrelby Bakeries", 37, DRIFT, "kestrelby", 0, 0,
     NA},
    {"bjorkvalla-papper", "Björkvalla Papper", 29, STEADY, "bjorkvalla", 0, 0,
     EMEA},
    {"bjorkvalla-energi", "Björkvalla Energi", 55, CHAMPION, "bjorkvalla", 0, 0,
     EMEA},
    {"quillon", "Quillon Holdings", 199, TRIAL, "", 0, 0, NA},
    {"quillon-tools", "Quillon Tools", 33, STEADY, "quillon", 0, 0, NA},
    {"quillon-press", "Quillon Press Works", 48, DECLINE, "quillon", 35, 0, NA},
    {"etang", "L'Étang d'Ambre Traiteur", 61, LEFT, "", 0, 0, EMEA},
    {"brisal", "Torrefação São Brisal", 90, STEADY, "", 0, 0, LATAM},
    {"lodka", "Łódka Żeglarska sp. z o.o.", 110, ONBOARD, "", 0, 0, EMEA},
    {"at-loft", "@Loft Studios", 130, STEADY, "", 0, 0, NA},
};
enum { STORIES = sizeof stories / sizeof *stories };

/* The rest are called after places that are on no map. */
static const char words[] =
    "Brackwell Corvane Thistleby Oakrest Marlund Penwick Solvara Harrowdene "
    "Fennimore Castaly Ibexon Wrenfold Duskan Larkmere Tolvane Greywether "
    "Ashgrove Millcairn Verdano Quarrick Saltmere Brindley Cobbleton Emberlow "
    "Foxhollow Glenarrow Highmoss Ivorset Juniperra Kirkmoor Lindenau Moorgate "
    "Northwend Ottermere Pinecroft Ravensby Stonehythe Tarnwick Umberfield "
    "Valewood Westering Yarrowby Zephyrine Applethorn Birchanger Cloverdell "
    "Driftmark Elmstead Fallowby Gorsefield Hazelwyn Inglenook Jasperton "
    "Kelpwater Larchholt Meadowlin Nettlecombe Orchardine Plumstow Quincewell "
    "Rowanbury Sedgeley Teasel Upwood Vinterra Willowmark Xanthera Yewdale "
    "Zinnara Amberlyn Bellhollow Cedarholt Dovemere Eastwyck Fernbrook "
    "Goldenrye Heatherby Ironvale Jadeworth Kingsbarrow Lavendel Maplesham "
    "Nightjar Oldferry Pebblecove Quietwater Rushmere Silverlode Thornbury "
    "Umbrelle Violette Wintersea Yonderly Zelkova Arrowmere Bluefell "
    "Copperhill Dawnridge Evenholm Farrowdale Gannetry Hollowell Islemark "
    "Junewood Kilnworth Longreach Mossgrove Newhythe Overbury Paddockson "
    "Quernstone Ridgeway Sandmartin Turnstone Ulverby Ventrissa Wheatcroft "
    "Yewstone Zenwick Anvilton Barleymow Candlemarsh Dappleby Eddystow "
    "Flintmere Gatherine Hearthwell Indigora Jackdaw Kittiwake Lanternby "
    "Merrowdown Nutmere Osprelle Pewterby Quaymark Rookhope Shalewood "
    "Tidewell Underhill Vesperine Wayfarrow Yewbarrow Zaffre Aspenlow Bracken "
    "Crossmere Dunlinby Eiderdown Frostwick Guillemot Harebell Isinglass "
    "Jessamine Knotwood Lapwing Marramby Nuthatch Oxlip Pippinford Quillwort "
    "Redshank Sorrelby Tamarisk Uplandry Vetchling Woodruff Yarrel Zephyrby "
    "Alderfly Bittern Cormoran Dipperton Elderby Fieldfare Goshawk Hobbyton "
    "Ivyholt Jayfield Kernowby Linnetley Mallardine Nightwold Ousel Petrelby "
    "Quailstone Rookwood Siskinby Twiteley Ulmaster Verditer Warblestow "
    "Xylander "
    "Yaffleton Zostera Ambergill Burnetby Catkinson Dovecrag Elverstone";

static const char *const trades[] = {
    "Logistics", "Foods",    "Retail",     "Manufacturing", "Labs",
    "Supply",    "Partners", "Robotics",   "Textiles",      "Marine",
    "Energy",    "Freight",  "Components", "Pharma",        "Packaging",
    "Tools",     "Media",    "Outfitters", "Wholesale",     "Instruments"};
static const char *const owners[] = {"Maya Lindqvist", "Ben Okafor",
                                     "Tomás Herrera",  "Priya Raman",
                                     "Claire Dubois",  "Jonas Weber"};
static const char *const segments[] = {"enterprise", "mid-market", "smb"};
static const char *const plans[] = {"enterprise", "scale", "team", "starter"};
static const char *const regions[] = {"emea", "na", "apac", "latam"};
static const int office_opens[] = {7, 14, 0, 12}; /* hour, UTC */
static const char *const products[] = {"planner", "insights"};
static const char *const features[] = {
    "dashboard", "orders",    "routing", "reports", "inventory", "forecast",
    "alerts",    "approvals", "export",  "mobile",  "api",       "admin"};
/* The first eight may be urgent, the others never are. */
static const char *const subjects[] = {
    "Route plan differs from the map",
    "Export stops at 10,000 rows",
    "Import rejected, no line given",
    "Login loop after password change",
    "Forecast empty for new items",
    "Report totals do not match orders",
    "API answers 502 under load",
    "Cannot approve orders on mobile",
    "How do I add a warehouse?",
    "Alerts arrive twice",
    "Dashboard slow on Monday mornings",
    "Please add the field \"dock\", as agreed"};

/* What people write, by mood: unhappy, lukewarm, happy; then about money. */
static const char *const comments[][6] = {
    {"Third outage this quarter, and support closes the ticket before anyone "
     "has looked.",
     "We went back to spreadsheets for the night shift.",
     "Too slow.\nWe open it only when we have to.", "Nobody answers.",
     "Promised for spring, then for summer, now \"on the roadmap\".",
     "Leider zu viele Fehler im Export, wir prüfen Alternativen."},
    {"Fine, but the mobile app needs work.", "Does the job.",
     "Good people, average product.",
     "Half the team uses it, the other half does not see why.",
     "OK for now, ask me again after the next release.",
     "Correct, sans plus: les rapports sont trop rigides."},
    {"Routing alone saves us two hours a day.",
     "Our dispatchers would not give it back.", "Great onboarding, thank you!",
     "It just works 👍", "Forecast is spot on, reports could be prettier.",
     "¡Excelente! Lo recomiendo a todos."},
    {"The price rise came without notice, and without new features.",
     "Cut to half the seats; at this price we had to.",
     "Good tool, hard to defend in the budget round.",
     "A competitor quoted 30% less, \"all in\".",
     "Why do we pay for seats of people who left?", "Too expensive for us."}};

#endif
