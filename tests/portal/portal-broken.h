/* portal-broken.h - the mistakes that people make in descriptions, and what they are told
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* In fixtures/portals/marlin.xml the first @from is replaced by @to; then line @line is wrong, with @words in the
 * message. @grammar: the schema alone can tell as well. @more: other messages follow from it. */
static const struct
{
  const char *from;
  const char *to;
  guint line;
  const char *words;
  gboolean grammar;
  gboolean more;
} broken[] = {
  /* The portal */
  { " id=\"marlin\"", "", 2, "<portal> needs an \"id\"", TRUE },
  { " id=\"marlin\"", " id=\"Marlin Values\"", 2, "the id “Marlin Values” may have lower-case", TRUE },
  { " name=\"Marlin Values\"", " name=\" \"", 2, "\"name\" is empty", TRUE },
  { "https://bookout.github.io/portal/1", "https://bookout.github.io/portal/9", 2,
    "This is not a portal's description", TRUE },
  { "<sign-out><get address=\"logout\"/></sign-out>", "<logout/>", 78,
    "<portal> cannot hold <logout>; it may hold: variables", TRUE },
  { "<sign-out><get address=\"logout\"/></sign-out>", "<sign-out/><sign-out/>", 78,
    "more than one <sign-out>", TRUE },
  { "<address>{site}</address>", "", 2, "<portal> needs an <address>", TRUE },
  { "<address>{site}</address>", "<address>{site}/{reference}</address>", 10, "{reference} is not known here",
    FALSE },
  { "<address>{site}</address>", "<address>http://values.example/</address>", 10, "must begin with https://",
    FALSE },
  { "<address>{site}</address>", "<address>values.example</address>", 10, "plain http or https address",
    FALSE },
  { "<address>{site}</address>", "<address>{site</address>", 10, "as in {reference}", FALSE },

  /* Variables */
  { "name=\"store\"", "name=\"way\"", 8, "{way} is a variable already", FALSE, TRUE },
  { "name=\"store\"", "name=\"user\"", 8, "{user} has a meaning of its own", FALSE, TRUE },
  { "name=\"store\"", "name=\"my store\"", 8, "cannot be a name", TRUE, TRUE },
  { "default=\"link\"", "default=\"fly\"", 7, "the default “fly” is none of the values", FALSE, TRUE },
  { "values=\"link search\"", "values=\"\"", 7, "\"values\" is empty", TRUE },

  /* Hosts, headers, limits */
  { "<host>cdn.example.com</host>", "<host>https://cdn.example.com/</host>", 12, "is not a host", FALSE },
  { "<host>cdn.example.com</host>", "<host>*.example.com</host>", 12, "is not a host", FALSE },
  { "<host>cdn.example.com</host>", "<host>cdn.example.com:port</host>", 12, "is not a host", FALSE },
  { "name=\"Accept-Language\"", "name=\"Accept Language\"", 16, "is not a header's name", FALSE },
  { "name=\"Accept-Language\"", "name=\"Cookie\"", 16, "the header “Cookie” cannot be set", FALSE },
  { "en-US", "en\nX: y", 16, "a header's value is one line", FALSE },
  { ">{store}</header>", ">{password}</header>", 17,
    "{password} is not known here: it is known in <sign-in> only", FALSE },
  { "tabs=\"6\"", "tabs=\"0\"", 19, "\"tabs\" must be a number from 1 to 32, not “0”", FALSE },
  { "tabs=\"6\"", "tabs=\"many\"", 19, "\"tabs\" must be a number", TRUE },
  { "gap-ms=\"50\"", "gap=\"50\"", 19, "<limits> has no attribute \"gap\"; it may have: tabs, gap-ms", TRUE },

  /* Recognisers */
  { "<signed-out xpath=\"//form[@id='in']\"/>", "", 20, "<recognise> needs a <signed-out>, as in", TRUE },
  { "<signed-in xpath=\"//a[@id='out']\"/>", "<signed-in/>", 21, "it asks nothing", FALSE },
  { "text=\"incorrect\"", "text=\"(incorrect\"", 23, "the pattern in \"text\" cannot be read", FALSE },
  { "text=\"incorrect\"", "text=\"incorrect {user}\"", 23, "{user} is not known here", FALSE },
  { "words=\"//p[@class='error']\"", "words=\"//p[@class='error'\"", 23,
    "the XPath in \"words\" cannot be read", FALSE },
  { "text=\"incorrect\"", "text=\"incorrect\" wait-s=\"1\"", 23, "<refused> has no attribute \"wait-s\"",
    TRUE },
  { "status=\"500-599\"", "status=\"5xx\"", 25, "\"status\" must be a status or a range, from 100 to 599",
    TRUE },
  { "status=\"500-599\"", "status=\"599-500\"", 25, "\"status\" must be a status or a range", FALSE },

  /* Steps */
  { "<get address=\"login\"/>", "<get adress=\"login\"/>", 28, "<get>", TRUE, TRUE },
  { "form=\"//form[@id='in']\" ", "", 29,
    "<submit> needs a \"form\", as in <submit form=\"//form[@id='loginForm']\"/>", TRUE },
  { "form=\"//form[@id='in']\" ", "form=\"\" ", 29, "\"form\" is empty", TRUE },
  { "form=\"//form[@id='in']\" ", "form=\"//form[@id=in\" ", 29, "the XPath in \"form\" cannot be read",
    FALSE },
  { "form=\"//form[@id='in']\" ", "form=\"//form[matches(@id, 'in')]\" ", 29,
    "calls “matches()”, which XPath 1.0 does not have", FALSE },
  { "form=\"//form[@id='in']\" ", "form=\"//h:form\" ", 29, "the XPath in \"form\" cannot be read", FALSE },
  { "form=\"//form[@id='in']\" ", "form=\"//form[@id='{way}']\" ", 29, "has quotation marks around a {name}",
    FALSE },
  { "form=\"//form[@id='in']\" ", "form=\"//form[@id={password}]\" ", 29,
    "{password} may stand only in a <field>", FALSE },
  { "<get address=\"login\"/>", "<get address=\"login\"><field name=\"a\"/></get>", 28,
    "<get> cannot hold <field>, nor any other element", TRUE },
  { "<get address=\"login\"/>", "<get address=\"login\">please</get>", 28,
    "<get> cannot hold text (“please”)", TRUE },
  { "<get address=\"login\"/>", "<get address=\"login\" accept=\"200\"/>", 28,
    "\"accept\" must be a status or a range, from 400", FALSE },
  { "<get address=\"login\"/>", "<get address=\"login\" if=\"way\"/>", 28, "NAME=VALUE", TRUE },
  { "<get address=\"login\"/>", "<get address=\"login\" if=\"path=link\"/>", 28,
    "there is no variable “path”", FALSE },
  { "<get address=\"login\"/>", "<get address=\"login\" if=\"way=lnik\"/>", 28,
    "\"lnik\" is none of the values of {way}", FALSE },
  { "<get address=\"login\"/>", "<get address=\"login\" if=\"way=search\" accept=\"9\"/>", 28,
    "\"accept\" must be", TRUE },
  { "<get address=\"login\"/>", "<save><get address=\"login\"/></save>", 28, "<save> has no place here",
    FALSE },
  { "<get address=\"login\"/>", "<get address=\"login\"/><step/>", 28,
    "<sign-in> cannot hold <step>; it may hold: get, post, submit", TRUE },
  { "<get address=\"login\"/>", "<x:get xmlns:x=\"urn:x\" address=\"login\"/>", 28,
    "<get> is not of the namespace", TRUE },
  { "remove=\"yes\"/>", "remove=\"true\"/>", 32, "\"remove\" must be yes or no, not “true”", TRUE },
  { "remove=\"yes\"/>", "remove=\"yes\">1</field>", 32, "a field that is removed has no value", FALSE },
  { "<expect xpath=\"//a[@id='out']\"", "<expect", 34, "it asks nothing", FALSE },
  { "<field name=\"u\">{user}</field>", "<field name=\"u\">{vin}</field>", 30,
    "{vin} is not known here: it is known in <vehicle>", FALSE },
  { "type=\"application/json\"", "", 39, "<body> needs a \"type\"", TRUE },
  { "<body type=\"application/json\">{{", "<body type=\"application/json\">{", 39, "after “{” comes a name",
    FALSE },
  { "<body type", "<field name=\"a\"/><body type", 38, "either <field>s or a <body>", TRUE },

  /* The inventory */
  { "<save><get address=\"export.csv\"/></save>", "<get address=\"export.csv\"/>", 37,
    "no step saves the file", FALSE },
  { "<save><get address=\"export.csv\"/></save>", "<save/>", 41,
    "exactly one <get>, <post>, <submit> or <follow>", TRUE },
  { "<save><get address=\"export.csv\"/></save>",
    "<save><get address=\"a\"/></save><save><get address=\"b\"/></save>", 37, "saves more than one file",
    FALSE },
  { " reference=\"Stock\"", "", 43, "<columns> needs a \"reference\"", TRUE },
  { "Year, Make,Model", "Year,,Model", 43, "a column without a name", FALSE },
  { "<number xpath=\"//b[@id='n']\" pattern=\"of ([0-9,]+)\"/>", "", 44, "<count> needs a <number>", TRUE },
  { "      <get address=\"grid\"/>\n      <number xpath=\"//b[@id='n']\" pattern=\"of ([0-9,]+)\"/>",
    "      <number xpath=\"//b[@id='n']\" pattern=\"of ([0-9,]+)\"/>\n      <get address=\"grid\"/>", 45,
    "<number> must be the last element of <count>", TRUE },
  { "pattern=\"of ([0-9,]+)\"", "pattern=\"of [0-9,+\"", 46, "the pattern in \"pattern\" cannot be read",
    FALSE },
  { "pages-most=\"40\"", "pages-most=\"0\"", 48, "\"pages-most\" must be a number from 1 to 100000", FALSE },
  { "if=\"way=link\"", "if=\"way!=link\"", 62,
    "{link} is not known here: it is known in the parts of <vehicle>, and only if", FALSE },
  { " vin=\"VIN\"", "", 75, "{vin} is not known here: it is known in <vehicle>, and only if <columns>",
    FALSE },

  /* The vehicle */
  { "if=\"way!=search\"", "if=\"way!=search\" gate=\"maybe\"", 61, "\"gate\" must be yes or no", TRUE },
  { "<open if=\"way!=search\"", "<prepare gate=\"yes\"/><search/><open gate=\"yes\"", 53,
    "must follow each other", FALSE },
  { "<identity xpath=\"//h1\" equals=\"{reference}\"/>", "", 53, "nothing checks which vehicle was opened",
    FALSE },
  { "<identity xpath=\"//h1\" equals=\"{reference}\"/>", "<identity xpath=\"//h1\" equals=\"165548\"/>", 53,
    "nothing checks which vehicle was opened", FALSE },
  { "<identity xpath=\"//h1\" equals=\"{reference}\"/>",
    "<if text=\"a\"><identity xpath=\"//h1\" equals=\"{reference}\"/></if>", 53,
    "nothing checks which vehicle was opened", FALSE },
  { "<identity xpath=\"//h1\" equals=\"{reference}\"/>", "<identity xpath=\"//h1\"/>", 63,
    "<identity> needs an \"equals\"", TRUE },
  { "path=\"$.key\"", "path=\"$.[\"", 67, "the JSON path cannot be read", FALSE },
  { " path=\"$.key\"", "", 67, "with from=\"json\" it needs a \"path\"", FALSE },
  { " path=\"$.key\"", " path=\"$.key\" xpath=\"//a\"", 67, "\"xpath\" has no meaning with from=\"json\"",
    FALSE },
  { "from=\"json\"", "from=\"xml\"", 67, "\"from\" must be xpath, pattern, json, header or address", TRUE },
  { "variable=\"key\"", "variable=\"way\"", 67, "{way} is a variable already", FALSE, TRUE },
  { "<extract variable=\"key\" from=\"json\" path=\"$.key\"/>", "", 69,
    "{key} is not known here: it is neither a variable nor extracted before", FALSE },
  { "every-ms=\"200\"", "every-ms=\"0\"", 68, "\"every-ms\" must be a number", FALSE },
  { "<until document=\"yes\"/>", "", 68, "<poll> needs an <until>", TRUE },
  { "<save><get address=\"sheet?", "<save><get address=\"x\"/></save><save><get address=\"sheet?", 65,
    "saves more than one file", FALSE },

  /* The proof */
  { "      <witness name=\"Stock\" pattern=\"^Stock: (.+)$\" equals=\"{reference}\"/>\n", "", 74,
    "the first witness is the reference's", FALSE },
  { "equals=\"{reference}\"/>\n      <witness", "equals=\"{key}{reference}\"/>\n      <witness", 74,
    "{key} is not known here", FALSE },
  { "(.+)", ".+", 74, "the pattern needs a group in ( )", FALSE },
  { "VIN {vin}", "VIN .*", 75, "it would be the same for every vehicle", FALSE },
  { "<witness name=\"Stock\"", "<no-text/><witness name=\"Stock\"", 73, "either <witness>es or <no-text/>",
    TRUE },

  /* XML */
  { "</sheet>", "</sheat>", 72, "This is not well-formed XML: Opening and ending tag mismatch", TRUE },
  { "<sheet>", "<sheet>&nbsp;", 65, "This is not well-formed XML: Entity 'nbsp' not defined", TRUE },
  { "<portal", "<!DOCTYPE portal>\n<portal", 2, "A description has no <!DOCTYPE", FALSE },
};
