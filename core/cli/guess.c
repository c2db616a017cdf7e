/* SPDX-License-Identifier: MIT
 *
 * guess.c: what a stranger's columns most likely mean.
 *
 * Two tables carry all of it: the words that files of each role tend to have
 * in their names, and the names that each of our columns goes by elsewhere.
 * A column is only taken for ours if the cells that were seen can be read as
 * its type: "started" full of names is not a date. The role with the most
 * columns wins; one that has nobody to belong to, or no time where its rows
 * need one, is out.
 * Where a database says of which types a column is, and which one refers to
 * the accounts, that holds.
 *
 * A guess is a proposal: whoever writes it down marks it as one.
 */
#include "cli/probe.h"

#include <ctype.h>
#include <string.h>

#include "hale/parse.h"

/* Parts of file names. */
static const struct {
    const char *role, *hints;
} hints[] = {
    {"accounts", "account customer client compan organi"},
    {"subscriptions", "subscription subs mrr"},
    {"events", "event usage login track click session"},
    {"surveys", "survey nps csat ces feedback response"},
    {"tickets", "ticket case support issue"},
    {"touches", "touch activit meeting call mail"},
    {"contracts", "contract renewal deal opportunit"},
    {"milestones", "milestone onboarding"},
    {"users", "user member seat"},
    {"invoices", "invoice billing payment"},
};

#define STARTS "started start start_date started_at from valid_from begin"
#define ENDS                                                                   \
    "ended end end_date ended_at canceled_at cancelled_at churned_at to "      \
    "valid_to"
#define WHEN "time timestamp ts occurred_at event_time created_at date at"

/* Role ("" for all), our name, and what others call it. */
static const struct {
    const char *role, *ours, *theirs;
} aliases[] = {
    {"accounts", "account",
     "account account_id customer customer_id company_id client_id id"},
    {"", "account",
     "account account_id accountid customer customer_id company company_id "
     "client client_id organization organization_id organisation org org_id "
     "tenant tenant_id workspace workspace_id"},
    {"accounts", "name", "name account_name company_name customer_name"},
    {"accounts", "segment", "segment tier size"},
    {"accounts", "plan", "plan product_plan"},
    {"accounts", "region", "region country territory"},
    {"accounts", "csm", "csm owner csm_name account_manager success_manager"},
    {"accounts", "parent", "parent parent_id parent_account"},
    {"accounts", "seats", "seats licenses licences purchased_seats"},
    {"accounts", "arr", "arr annual_value"},
    {"accounts", "created",
     "created created_at created_on created_date create_date signup_date "
     "customer_since start_date"},
    {"accounts", "renewal", "renewal renewal_date renews_at contract_end"},
    {"subscriptions", "started", STARTS},
    {"subscriptions", "ended", ENDS},
    {"subscriptions", "mrr", "mrr monthly_amount monthly_price"},
    {"subscriptions", "interval", "interval billing_period"},
    {"subscriptions", "subscription", "subscription subscription_id id"},
    {"subscriptions", "product", "product product_name"},
    {"subscriptions", "trial_end", "trial_end trial_ends_at"},
    {"events", "time", WHEN},
    {"events", "user", "user user_id userid email actor"},
    {"events", "feature", "feature event event_name event_type action page"},
    {"surveys", "time",
     "time answered_at responded_at submitted_at created_at date"},
    {"surveys", "user", "user user_id email respondent"},
    {"surveys", "kind", "kind survey survey_type"},
    {"surveys", "score", "score rating answer nps value"},
    {"surveys", "comment", "comment feedback text"},
    {"tickets", "opened", "opened opened_at created created_at open_date"},
    {"tickets", "closed", "closed closed_at solved_at resolved_at close_date"},
    {"tickets", "ticket", "ticket ticket_id id case_id number"},
    {"tickets", "priority", "priority severity urgency"},
    {"tickets", "escalated", "escalated is_escalated"},
    {"tickets", "first_response",
     "first_response first_response_at first_reply_at"},
    {"touches", "time", "activity_date " WHEN},
    {"touches", "csm", "csm owner"},
    {"touches", "type", "type activity_type channel"},
    {"touches", "direction", "direction"},
    {"touches", "person", "person contact attendee"},
    {"contracts", "started", STARTS},
    {"contracts", "ended", "renewal_date " ENDS},
    {"contracts", "contract", "contract contract_id id"},
    {"contracts", "stage", "stage status"},
    {"contracts", "arr", "arr value amount"},
    {"milestones", "time", WHEN},
    {"milestones", "kind", "kind milestone"},
    {"users", "created", "created created_at joined_at"},
    {"users", "deactivated", "deactivated deactivated_at removed_at"},
    {"users", "user", "user user_id id email"},
    {"invoices", "issued", "issued issued_at invoice_date date"},
    {"invoices", "paid", "paid paid_at payment_date"},
    {"invoices", "invoice", "invoice invoice_id number id"},
    {"invoices", "amount", "amount total"},
    {"invoices", "due", "due due_date due_at"},
};

/* "Account ID" as "account_id". */
static void plain(const char *name, char out[64])
{
    size_t n = 0;
    for (; *name && n < 62; name++) {
        if (isalnum((unsigned char)*name))
            out[n++] = (char)tolower((unsigned char)*name);
        else if (n && out[n - 1] != '_')
            out[n++] = '_';
    }
    while (n && out[n - 1] == '_')
        n--;
    out[n] = '\0';
}

/* ---------------------------------------------------------------- types -- */

static bool reads_as(Str cell, hale_type type)
{
    const hale_signs signs = {0};
    int64_t whole;
    double real;
    uint8_t flag;
    hale_stamp stamp;
    switch (type) {
    case HALE_BOOL:
        return hale_read_bool(cell, &flag) == 0;
    case HALE_INT:
        return hale_read_int(cell, signs, &whole) == 0;
    case HALE_REAL:
        return hale_read_real(cell, signs, &real) == 0;
    case HALE_MONEY:
        return hale_read_money(cell, signs, &whole) == 0;
    case HALE_TIME:
        return hale_read_stamp(cell, &stamp) == 0;
    default:
        return true;
    }
}

/* The letter of a type in Probe.reads. */
static char letter_of(hale_type type)
{
    static const char letters[] = {
        [HALE_BOOL] = 'b',  [HALE_INT] = 'i',  [HALE_REAL] = 'r',
        [HALE_MONEY] = 'm', [HALE_TIME] = 'd', [HALE_TEXT] = 't'};
    return letters[type];
}

static bool column_reads_as(const Probe *p, size_t column, hale_type type)
{
    const char *reads = p->reads[column];
    if (reads && !strchr(reads, letter_of(type)))
        return false;
    if (reads && type == HALE_TIME && !strchr(reads, 'i'))
        return true; /* a type of times, of which infinity is one too */
    for (size_t r = 0; r < p->rows; r++) {
        Str cell = p->cell[column][r];
        if (cell.len && !reads_as(cell, type))
            return false;
    }
    return true;
}

static hale_type type_of(const Role *role, const char *ours)
{
    if ((role->time && !strcmp(ours, role->time)) ||
        (role->until && !strcmp(ours, role->until)))
        return HALE_TIME;
    for (const RoleColumn *c = role->column; c->name; c++)
        if (!strcmp(c->name, ours))
            return c->type;
    return HALE_TEXT;
}

/* ---------------------------------------------------------------- roles -- */

static bool taken(const Guess *g, size_t columns, const char *ours)
{
    for (size_t c = 0; c < columns; c++)
        if (g->ours[c] && !strcmp(g->ours[c], ours))
            return true;
    return false;
}

bool guess_can_write(const char *name)
{
    enum { MOST = 120 };
    size_t n = strlen(name);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)name[i] < ' ' || name[i] == 127)
            return false;
    return n > 0 && n <= MOST && name[0] != ' ' && name[n - 1] != ' ' &&
           !strstr(name, " ;") && !strchr(name, '$');
}

/* The column that goes by the first of the names; in the order of the list,
 * since the first is the surest. */
static bool take(Guess *g, const Probe *p, const char *ours, const char *theirs)
{
    Str rest = str(theirs), word;
    while (str_cut(&rest, ' ', &word))
        for (size_t c = 0; c < p->names; c++) {
            char name[64];
            plain(p->name[c], name);
            if (g->ours[c] || !str_is(word, name) ||
                !guess_can_write(p->name[c]) ||
                !column_reads_as(p, c, type_of(g->role, ours)))
                continue;
            g->ours[c] = ours;
            return true;
        }
    return false;
}

/* How well the columns fit the role; below 0: they cannot be its rows. */
static int fit(Guess *g, const Probe *p, const char *file)
{
    int score = 0, hint = 0;
    bool is_roster = !strcmp(g->role->name, "accounts");
    size_t whose = is_roster ? p->key : p->owner;
    if (whose) { /* no name is as sure as a key */
        g->ours[whose - 1] = "account";
        score++;
    }
    for (size_t i = 0; i < COUNT(hints); i++) {
        Str rest = str(hints[i].hints), word;
        while (!strcmp(hints[i].role, g->role->name) &&
               str_cut(&rest, ' ', &word))
            if (memmem(file, strlen(file), word.data, word.len))
                hint = 4;
    }
    for (size_t i = 0; i < COUNT(aliases); i++)
        if ((!*aliases[i].role || !strcmp(aliases[i].role, g->role->name)) &&
            !taken(g, p->names, aliases[i].ours))
            score += take(g, p, aliases[i].ours, aliases[i].theirs);
    score += hint;
    bool timed = g->role->time && g->role->shape != HALE_ATTRIBUTE;
    if (!taken(g, p->names, "account") ||
        (timed && !taken(g, p->names, g->role->time)))
        return -1;
    return score;
}

void guess_role(Guess *g, const Probe *p, const char *source)
{
    char file[64];
    int best = 2; /* the account, the time, and something to say */
    plain(source, file);
    *g = (Guess){0};
    for (size_t i = 0; i < COUNT(hints); i++) {
        Guess one = {.role = role_find(str(hints[i].role))};
        int score = fit(&one, p, file);
        if (score > best) {
            best = score;
            *g = one;
            g->score = score;
        }
    }
}
