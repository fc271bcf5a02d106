"""What a window shows, as a screen reader is told it: elements with role, name and states, asked for over the accessibility bus.

Elements have no ids, so everything is found by role and name. A look at the whole window is hundreds of questions; they are sent all at once, level
by level, and what the program keeps in its cache (names, roles, states) comes in one answer. SPDX-License-Identifier: GPL-3.0-or-later
"""

from gi.repository import Gio, GLib

ATSPI = "org.a11y.atspi."
ROOT = "/org/a11y/atspi/accessible/root"
NOTHING = "/org/a11y/atspi/null"

# Limit of one question. A program that is busy answers late; one that hangs, never.
ANSWER_MS = 30000

WINDOW_COORDS = 1

# Numbers of states, as in AT-SPI.
CHECKED = 4
FOCUSED = 12
PRESSED = 20
SELECTED = 23
SENSITIVE = 24

# Those that the window has, as AT-SPI calls them.
ROLES = {7: "check box", 11: "combo box", 16: "dialog", 20: "filler", 27: "image", 29: "label", 31: "list", 32: "list item", 33: "menu",
         35: "menu item", 37: "page tab", 38: "page tab list", 39: "panel", 40: "password text", 41: "popup menu", 42: "progress bar",
         43: "push button", 44: "radio button", 48: "scroll bar", 49: "scroll pane", 50: "separator", 51: "slider", 52: "spin button",
         54: "status bar", 55: "table", 56: "table cell", 57: "table column header", 61: "text", 62: "toggle button", 66: "tree table",
         69: "window", 79: "entry", 88: "link", 90: "table row"}

# Rows of a table are many; they are looked at only when asked for.
TABLES = ("tree table",)


class Bus:
    """The accessibility bus of this session."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        (address,) = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None,
                                       Gio.DBusCallFlags.NONE, ANSWER_MS).unpack()
        self.connection = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)

    def ask(self, element, interface, method, arguments=None):
        return self.connection.call_sync(element[0], element[1], interface, method, arguments, None,
                                         Gio.DBusCallFlags.NONE, ANSWER_MS).unpack()

    def ask_all(self, questions):
        """The answers to (element, interface, method, arguments), in the same order; None for one that failed: elements come and go."""
        answers = [None] * len(questions)
        missing = len(questions)

        def answered(connection, result, index):
            nonlocal missing
            missing -= 1
            try:
                answers[index] = connection.call_finish(result).unpack()
            except GLib.Error:
                pass

        for index, (element, interface, method, arguments) in enumerate(questions):
            self.connection.call(element[0], element[1], interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                 ANSWER_MS, None, answered, index)
        while missing:
            GLib.MainContext.default().iteration(True)
        return answers

    def applications(self):
        registry = (ATSPI + "Registry", ROOT)
        (found,) = self.ask(registry, ATSPI + "Accessible", "GetChildren")
        return found


def role_name(number):
    return ROLES.get(number, f"role {number}")


def once(name):
    """GTK 4.8 names some buttons twice, "_Quit Quit": from the label's property and from the label itself."""
    name = name.replace("_", "")
    half = len(name) // 2
    return name[:half] if name[:half] == name[half + 1:] and name[half:half + 1] == " " else name


class Element:
    """One element as it was when it was looked at; what it does is asked of the program."""

    def __init__(self, bus, address, parent, box, interfaces, name, role, states):
        self.bus = bus
        self.address = address
        self.parent = parent
        self.box = box  # x, y, width, height in the window; None if it has none
        self.interfaces = interfaces
        self.full_name = name
        self.name = once(name)
        self.role = role
        self.states = states

    def has_state(self, number):
        return bool(self.states[number // 32] & 1 << number % 32)

    def within(self, role):
        """Whether it is part of an element of that role."""
        element = self.parent
        while element is not None and element.role != role:
            element = element.parent
        return element is not None

    def ask(self, interface, method, arguments=None):
        return self.bus.ask(self.address, ATSPI + interface, method, arguments)

    def act(self):
        self.ask("Action", "DoAction", GLib.Variant("(i)", (0,)))

    def set_text(self, text):
        self.ask("EditableText", "SetTextContents", GLib.Variant("(s)", (text,)))

    def property(self, interface, name):
        (value,) = self.bus.ask(self.address, "org.freedesktop.DBus.Properties", "Get",
                                GLib.Variant("(ss)", (ATSPI + interface, name)))
        return value

    def text(self):
        count = self.property("Text", "CharacterCount")
        (text,) = self.ask("Text", "GetText", GLib.Variant("(ii)", (0, count)))
        return text

    def value(self):
        return self.property("Value", "CurrentValue")

    def set_value(self, value):
        self.bus.ask(self.address, "org.freedesktop.DBus.Properties", "Set",
                     GLib.Variant("(ssv)", (ATSPI + "Value", "CurrentValue", GLib.Variant("d", value))))

    def select_child(self, index):
        self.ask("Selection", "SelectChild", GLib.Variant("(i)", (index,)))

    def __repr__(self):
        return f"{self.role} '{self.full_name}' {self.box}"


def read_cache(bus, application):
    (items,) = bus.ask((application, "/org/a11y/atspi/cache"), ATSPI + "Cache", "GetItems")
    return {tuple(item[0]): item for item in items}


def children_of(bus, addresses, cache):
    """The children of each: from the cache if it knows them all, else the program is asked, which then caches them."""
    known = {}
    for address, item in cache.items():
        known.setdefault(tuple(item[2]), []).append((item[3], address))
    missing = [address for address in addresses
               if address not in cache or len(known.get(address, ())) != cache[address][4]]
    answers = bus.ask_all([(address, ATSPI + "Accessible", "GetChildren", None) for address in missing])
    asked = {address: [tuple(child) for child in answer[0] if child[1] != NOTHING] if answer else []
             for address, answer in zip(missing, answers)}
    return {address: asked[address] if address in asked else [child for _, child in sorted(known.get(address, ()))]
            for address in addresses}


def read_structure(bus, roots, cache, enter):
    """Elements below and with roots: (address, parent's address, extents or None). Hidden ones are not entered."""
    structure = []
    level = [(tuple(root), None) for root in roots]
    while level:
        boxes = bus.ask_all([(address, ATSPI + "Component", "GetExtents", GLib.Variant("(u)", (WINDOW_COORDS,)))
                             for address, _ in level])
        # What is no widget has no extents, but may have some inside; what is hidden has none to speak of.
        shown = [(address, parent, box and box[0]) for (address, parent), box in zip(level, boxes)
                 if box is None or (box[0][2] > 0 and box[0][3] > 0)]
        structure += shown
        children = children_of(bus, [address for address, _, _ in shown if enter(address)], cache)
        level = [(child, address) for address, found in children.items() for child in found]
    return structure


def look(bus, application, roots, tables=True):
    """All elements shown below roots (and these), parents before children."""
    cache = read_cache(bus, application)

    def enter(address):
        item = cache.get(address)
        return tables or item is None or role_name(item[7]) not in TABLES

    structure = read_structure(bus, roots, cache, enter)
    if any(address not in cache for address, _, _ in structure):
        cache = read_cache(bus, application)

    elements = {}
    for address, parent, box in structure:
        item = cache.get(address)
        if item is not None:  # else it came or went meanwhile
            elements[address] = Element(bus, address, elements.get(parent), box, item[5], item[6],
                                        role_name(item[7]), item[9])
    return list(elements.values())
