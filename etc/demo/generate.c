/* SPDX-License-Identifier: MIT
 *
 * generate: the demo's book of business, written out of nothing.
 *
 * Ternline, an invented vendor of planning software, has some 200 customers.
 * Each is of a hidden kind (champion, quiet decline, support pain ...) that
 * decides its contracts, its usage, what it says and how often it calls; the
 * kinds are the truth a health score has to find again. What each kind
 * is like, and the accounts with a part of their own, stand as tables in
 * book.h; everything else is drawn.
 *
 * The same bytes come out everywhere: integers only, a generator of our own
 * (splitmix64) seeded per account and purpose, no clock, no locale, and rows
 * sorted by time and text. Changing one account leaves the others alone.
 *
 * It is not a simulation of a market: rates are plausible, not measured.
 *
 *     cc -std=c11 -O2 -o generate generate.c && ./generate DIR
 */
#include "team.h"

/* -------------------------------------------------------------- accounts -- */

/* The n-th invented place, and its lower case as the id; there are as many
 * places as accounts, so that a new story renames nobody. */
static void christen(Account *a, int n, const char *trade)
{
    const char *word = words;
    while (n-- > 0) {
        word = strchr(word, ' ');
        if (!word++)
            die("words", "fewer than accounts");
    }
    int size = (int)strcspn(word, " ");
    snprintf(a->name, sizeof a->name, "%.*s %s", size, word, trade);
    snprintf(a->id, sizeof a->id, "%.*s", size, word);
    for (char *p = a->id; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
}

static const Story *story_of(int rank)
{
    for (int i = 0; i < STORIES; i++)
        if (stories[i].rank == rank)
            return &stories[i];
    return NULL;
}

/* Deals the kinds: first to the stories, the rest shuffled. */
static void deal(Kind kinds[ACCOUNTS])
{
    int left[KINDS], free[ACCOUNTS], n = 0;
    uint64_t r = 7;
    for (int k = 0; k < KINDS; k++)
        left[k] = traits[k].count;
    for (int rank = 0; rank < ACCOUNTS; rank++) {
        const Story *s = story_of(rank);
        kinds[rank] = s ? s->kind : STEADY;
        if (s)
            left[s->kind]--;
        else
            free[n++] = rank;
    }
    for (int k = 0; k < KINDS; k++)
        for (; left[k] > 0; left[k]--) {
            int i = below(&r, n);
            kinds[free[i]] = (Kind)k;
            free[i] = free[--n];
        }
}

static void size_up(Account *a)
{
    const Trait *t = &traits[a->kind];
    uint64_t r = stream(a, 2);
    int rank = a->rank;
    a->segment = rank < ENTERPRISES ? 0 : rank < MIDMARKET ? 1 : 2;
    a->plan = a->segment + (a->segment && rank % 3);
    a->seats = between(&r, 0, 2) + (a->segment == 0   ? 44 - rank
                                    : a->segment == 1 ? 20 - rank / 6
                                                      : 6 - rank / 50);
    a->users = (a->seats * t->reach + 500) / 1000;
    if (a->kind == TRIAL && a->nth % 3 == 2)
        a->users = 0;
    a->csm = owners[a->segment == 0   ? rank % 2
                    : a->segment == 1 ? 2 + rank % 2
                                      : 4 + rank % 2];
    if (a->segment == 2 && rank % 5 == 0)
        a->csm = "";
    a->floor = t->floor + (t->floor < 600 && rank > 12 ? below(&r, 200) : 0);
    if (a->kind == DECLINE && a->nth % 4 == 2)
        a->floor = 0; /* silent at last */
    if (a->kind == CHURNED && a->nth % 4 == 3)
        a->floor = 950; /* left over money, not over use */
    a->pulse = t->pulse[below(&r, (int)strlen(t->pulse))];
    int x = below(&r, 100);
    a->region = x < 42 ? EMEA : x < 80 ? NA : x < 92 ? APAC : LATAM;
}

static void found(Account *a, int rank, Kind kind, int nth)
{
    const Story *s = story_of(rank);
    *a = (Account){.rank = rank, .kind = kind, .nth = nth, .parent = ""};
    size_up(a);
    if (s) {
        snprintf(a->id, sizeof a->id, "%s", s->id);
        snprintf(a->name, sizeof a->name, "%s", s->name);
        a->parent = s->parent;
        a->region = s->region;
        a->pulse = s->pulse ? s->pulse : a->pulse;
    } else {
        uint64_t r = stream(a, 3);
        christen(a, rank, trades[below(&r, LENGTH(trades))]);
    }
    contracts(a, s ? s->renewal : 0);
}

/* ----------------------------------------------------------------- usage -- */

static int served(const Account *a, int day)
{
    if (a->kind == TRIAL)
        return day >= a->created && day < a->created + 25;
    return (day >= a->start && day < a->gone) || (a->back && day >= a->back);
}

/* The day on which the life it leads on `day` ends. */
static int end_of(const Account *a, int day)
{
    return day < a->gone && a->gone < AS_OF ? a->gone : AS_OF;
}

/* Who it is on `day`: one that came back was once one that left. */
static const Trait *trait_of(const Account *a, int day)
{
    return &traits[a->back && day < a->back ? CHURNED : a->kind];
}

static int troubled(const Account *a, int day)
{
    return day >= end_of(a, day) - trait_of(a, day)->onset;
}

/* Usage on a day, per mille of what it could be. */
static int level(const Account *a, int day)
{
    const Trait *t = trait_of(a, day);
    if (!served(a, day))
        return 0;
    if (a->kind == TRIAL)
        return t->floor;
    int age = day - (a->back && day >= a->back ? a->back : a->start);
    int most = age < 60 ? 150 + age * 850 / 60 : 1000;
    if (a->kind == CHAMPION)
        most += (day - FIRST_EVENT) / 3;
    if (!troubled(a, day))
        return most;
    int into = day - (end_of(a, day) - t->onset);
    int floor = t == &traits[a->kind] ? a->floor : t->floor;
    return most - most * (1000 - floor) / 1000 *
                      (into < t->slide ? into : t->slide) / t->slide;
}

/* What is left of a working day: weekends, Christmas. */
static int workday(int day)
{
    static const int week[] = {40, 1000, 1150, 1100, 1000, 750, 60};
    int share = week[(day + 4) % 7];
    if (day == AS_OF - 7)
        share /= 10;
    if (day == AS_OF - 6)
        share /= 2;
    return share;
}

static void use(const Account *a, int user, int day, uint64_t *r, Table *t)
{
    static const int wealth[] = {12, 10, 8, 6}; /* features, by plan */
    int n = wealth[a->plan] * (level(a, day) + 600) / 1600;
    n = n < 1 ? 1 : n > wealth[a->plan] ? wealth[a->plan] : n;
    int feature = below(r, 2) ? user % n : below(r, n);
    int quantity = between(r, 1, 6);
    if (below(r, 8) == 0)
        quantity += 12;
    int second = office_opens[a->region] * 3600 + below(r, 9 * 3600);
    int64_t time = (int64_t)day * 86400 + second;
    put(t, time, "%s,%s,u%04d,%s,%d", stamp(time).s, a->id,
        a->first_user + user, features[feature], quantity);
}

/* One user's year. Work piles up day by day and an event is due at every
 * thousand, which keeps small accounts as steady as large ones. */
static void work(const Account *a, int user, Table *t)
{
    uint64_t r = stream(a, 100 + user);
    int pile = below(&r, 1000);
    int pace = user == 0 ? 330 : 62 + 92 * (a->users - user) / a->users;
    for (int day = FIRST_EVENT; day < AS_OF; day++) {
        int now = level(a, day), luck = between(&r, 600, 1400);
        int busy = 1000 * user < (250 + now * 3 / 4) * a->users;
        if (now == 0 || !busy)
            continue;
        if (a->kind == LEFT && user == 0 && troubled(a, day))
            continue;
        pile += pace * workday(day) / 1000 * (400 + now * 6 / 10) / 1000 *
                luck / 1000;
        if (pile < 1000)
            continue;
        pile -= 1000;
        use(a, user, day, &r, t);
    }
}

/* ----------------------------------------------------------------- voice -- */

static int clamp(int x, int low, int high)
{
    return x < low ? low : x > high ? high : x;
}

/* What it would answer to "would you recommend us?" on a day. */
static int mood(const Account *a, int day)
{
    const Trait *t = trait_of(a, day);
    return t->onset == 0 || troubled(a, day + 20) ? t->nps : 8;
}

static void answer(const Account *a, int day, const char *kind, int score,
                   int most, uint64_t *r, Table *t)
{
    int feeling = mood(a, day), user = a->first_user + below(r, a->users);
    int topic = a->kind == SHOCK && feeling < 7 ? 3
                : score * 10 < most * 7         ? 0
                                                : 1 + (score * 10 > most * 8);
    int which = below(r, a->region == EMEA ? 6 : 5); /* the last: not English */
    const char *comment = below(r, 5) < 2 ? "" : comments[topic][which];
    int64_t time = (int64_t)day * 86400 + between(r, 6 * 3600, 20 * 3600);
    put(t, time, "%s,%s,u%04d,%s,%d,%d,%s", stamp(time).s, a->id, user, kind,
        score, most, field(comment).s);
}

static void surveys(const Account *a, Table *t)
{
    uint64_t r = stream(a, 4);
    int wait = 60 + 45 * a->segment, begin = a->back ? a->back : a->start;
    if (a->users == 0)
        return;
    for (int day = FIRST_EVENT + below(&r, wait); day < AS_OF;
         day += between(&r, wait / 2, wait * 3 / 2)) {
        int score = clamp(mood(a, day) + between(&r, -1, 1), 0, 10);
        if (level(a, day) > 0 && (a->segment < 2 || a->rank % 3))
            answer(a, day, "nps", score, 10, &r, t);
    }
    begin += between(&r, 35, 50);
    if (begin >= FIRST_EVENT && begin < AS_OF && served(a, begin))
        answer(a, begin, "ces", between(&r, 4, 7), 7, &r, t);
}

static void ticket(const Account *a, int day, int priority, uint64_t *r,
                   Table *tickets, Table *answers)
{
    static const int hours[] = {9, 40, 90, 160};
    int bad = a->kind == PAIN && troubled(a, day), p = priority - 1;
    int64_t opened = (int64_t)day * 86400 + between(r, 6 * 3600, 20 * 3600);
    int64_t closed = opened + (int64_t)hours[p] * between(r, 1800, 7200);
    int escalated = p < 2 && below(r, 10) < (bad ? 6 : 1);
    if (bad)
        closed += (int64_t)(p < 2 ? 30 : 8) * 86400;
    const char *subject = subjects[below(r, p < 2 ? 8 : LENGTH(subjects))];
    Text end = closed < (int64_t)AS_OF * 86400 ? stamp(closed) : field("");
    put(tickets, opened, "%s,%s,%s,p%d,%s,%s", a->id, stamp(opened).s, end.s,
        priority, field(subject).s, escalated ? "true" : "false");
    day = (int)(closed / 86400) + 1;
    int score = clamp((mood(a, day) + below(r, 3)) / 2, 1, 5);
    if (end.s[0] && day < AS_OF && a->users && below(r, 4) == 0)
        answer(a, day, "csat", score, 5, r, answers);
}

static void support(const Account *a, Table *tickets, Table *answers)
{
    uint64_t r = stream(a, 5);
    for (int day = FIRST_EVENT + below(&r, 60); day < AS_OF;) {
        int bad = troubled(a, day);
        int wait =
            (bad ? trait_of(a, day)->tickets : 55) * (a->segment + 1) / 2;
        int x = below(&r, bad && a->kind == PAIN ? 60 : 100);
        int priority = x < 4 ? 1 : x < 20 ? 2 : x < 65 ? 3 : 4;
        if (level(a, day) > 0)
            ticket(a, day, priority, &r, tickets, answers);
        day += between(&r, wait / 2 + 1, wait * 3 / 2);
    }
    if (a->kind != PAIN)
        return;
    ticket(a, AS_OF - between(&r, 4, 18), a->nth % 3 ? 1 : 2, &r, tickets,
           answers);
    ticket(a, AS_OF - between(&r, 8, 24), a->segment ? 2 : 1, &r, tickets,
           answers);
}

static void touches(const Account *a, Table *t)
{
    static const char *const types[] = {"email", "email",   "call",
                                        "call",  "meeting", "email"};
    static const int gaps[] = {10, 20, 45}, ebrs[] = {9, 5, 1000};
    uint64_t r = stream(a, 6);
    int gap = *a->csm ? gaps[a->segment] : 90;
    int begin = a->created > FIRST_EVENT ? a->created : FIRST_EVENT, n = 0;
    for (int day = begin + below(&r, gap); day < AS_OF;
         day += between(&r, gap / 2, gap * 3 / 2), n++) {
        while (workday(day) < 500)
            day++;
        int quiet = end_of(a, day) - trait_of(a, day)->silence;
        int young = day - a->start < 60, in = below(&r, 100) < 35;
        const char *type = types[below(&r, 6)];
        if (n % ebrs[a->segment] == 4)
            type = "ebr";
        if (young && below(&r, 3) == 0)
            type = "training";
        int64_t time = (int64_t)day * 86400 + between(&r, 7 * 3600, 18 * 3600);
        if (day < quiet && (day < a->start || served(a, day)))
            put(t, time, "%s,%s,%s,%s,%s", stamp(time).s, a->id, a->csm, type,
                in ? "in" : "out");
    }
}

/* ------------------------------------------------------------------ main -- */

static const char *pulse_name(char letter)
{
    return letter == 'g'   ? "green"
           : letter == 'y' ? "yellow"
           : letter == 'r' ? "red"
                           : "";
}

static void profile(const Account *a, Table *t)
{
    int left = a->kind == LEFT || (a->kind == CHURNED && a->nth % 5 == 0);
    Text renewal = a->renewal ? date(a->renewal) : field("");
    put(t, 0, "%s,%s,%s,%s,%s,%s,%s,%d,%s,%s,%s,%s", a->id, field(a->name).s,
        segments[a->segment], plans[a->plan], regions[a->region], a->csm,
        a->parent, a->seats, date(a->created).s, renewal.s,
        left ? "true" : "false", pulse_name(a->pulse));
}

static void subscribed(const Account *a, Table *t)
{
    for (int i = 0; i < a->term_count; i++) {
        const Term *term = &a->terms[i];
        Text end = term->to == FOREVER ? field("") : date(term->to);
        put(t, term->from, "%s,%s,%s,USD,%s,%s", a->id, products[term->product],
            money(term->mrr).s, date(term->from).s, end.s);
    }
}

/* Events of accounts that the vendor's own list does not know. */
static void orphans(Table *t)
{
    static const int days[] = {AS_OF - 150, AS_OF - 40, AS_OF - 20, AS_OF - 6};
    for (int i = 0; i < LENGTH(days); i++) {
        int64_t time = (int64_t)days[i] * 86400 + 36000 + i * 61;
        put(t, time, "%s,%s,u9001,api,1", stamp(time).s,
            i == 2 ? "nordwick" : "ternline-sandbox");
    }
}

int main(int argc, char **argv)
{
    static Account book[ACCOUNTS];
    Kind kinds[ACCOUNTS];
    int nth[KINDS] = {0}, users = 1;
    Table profiles = {0}, terms = {0}, events = {0};
    Table answers = {0}, tickets = {0}, talks = {0};
    Table held = {0}, deals = {0}, asked = {0}, spent = {0};
    Due due = {0};
    if (argc != 2)
        die("usage", "generate DIR");
    deal(kinds);
    for (int i = 0; i < ACCOUNTS; i++) {
        Account *a = &book[i];
        found(a, i, kinds[i], nth[kinds[i]]++);
        a->first_user = users;
        users += a->users;
        profile(a, &profiles);
        subscribed(a, &terms);
        for (int user = 0; user < a->users; user++)
            work(a, user, &events);
        surveys(a, &answers);
        support(a, &tickets, &answers);
        touches(a, &talks);
        assignments(a, &held);
        years(a, &deals, &due);
    }
    orphans(&events);
    quotas(&due, &asked);
    costs(&spent);
    save(&profiles, argv[1], "accounts.csv",
         "account,name,segment,plan,region,csm,parent,seats,created,renewal,"
         "champion_left,pulse",
         NULL);
    save(&terms, argv[1], "subscriptions.csv",
         "subscription,account,product,mrr,currency,started,ended", "S-");
    save(&events, argv[1], "events.csv", "time,account,user,feature,quantity",
         NULL);
    save(&answers, argv[1], "surveys.csv",
         "time,account,user,kind,score,scale_max,comment", NULL);
    save(&tickets, argv[1], "tickets.csv",
         "ticket,account,opened,closed,priority,subject,escalated", "T-");
    save(&talks, argv[1], "touches.csv", "time,account,csm,type,direction",
         NULL);
    save(&held, argv[1], "assignments.csv", "account,csm,role,team,from,to",
         NULL);
    save(&deals, argv[1], "contracts.csv",
         "contract,account,started,ended,arr,stage,renewed_arr,forecast_arr",
         "C-");
    save(&asked, argv[1], "quotas.csv", "csm,team,kind,period,target", NULL);
    save(&spent, argv[1], "costs.csv", "month,kind,segment,amount", NULL);
    return 0;
}
