package dev.porchlight.socket.broker;

import dev.porchlight.socket.connection.Room;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bson.types.ObjectId;

/** Which rooms are online in which other processes: those of all owners, and the guests of owners who are asked about. */
final class RemoteRooms {

    /** Beyond so many guests of an owner, others seem offline. */
    private static final int MAX_GUESTS = 20_000;

    private final Map<Room, Set<String>> owners = new ConcurrentHashMap<>();
    private final Map<ObjectId, Map<Room, Set<String>>> guests = new ConcurrentHashMap<>();

    boolean contains(Room room) {
        Map<Room, Set<String>> rooms = room.chatId() == null ? owners : guests.get(room.ownerId());
        return rooms != null && rooms.containsKey(room);
    }

    /** @return whether the room was online in no other process before */
    boolean add(String process, Room room) {
        Map<Room, Set<String>> rooms = room.chatId() == null
                ? owners
                : guests.computeIfAbsent(room.ownerId(), unused -> new ConcurrentHashMap<>());
        if (room.chatId() != null && rooms.size() >= MAX_GUESTS) {
            return false;
        }
        Set<String> processes = rooms.get(room);
        if (processes == null) {
            rooms.put(room, Set.of(process));
            return true;
        }
        rooms.put(room, union(processes, process));
        return false;
    }

    /** @return whether it is online in no other process now */
    boolean remove(String process, Room room) {
        Map<Room, Set<String>> rooms = room.chatId() == null ? owners : guests.get(room.ownerId());
        Set<String> processes = rooms == null ? null : rooms.get(room);
        if (rooms == null || processes == null || !processes.contains(process)) {
            return false;
        }
        if (processes.size() == 1) {
            rooms.remove(room);
            return true;
        }
        Set<String> others = new HashSet<>(processes);
        others.remove(process);
        rooms.put(room, Set.copyOf(others));
        return false;
    }

    List<Room> ownersOf(String process) {
        return of(process, owners).toList();
    }

    List<Room> guestsOf(String process, ObjectId ownerId) {
        return of(process, guests.getOrDefault(ownerId, Map.of())).toList();
    }

    /** In any other process. */
    Set<Room> guestsOf(ObjectId ownerId) {
        return guests.getOrDefault(ownerId, Map.of()).keySet();
    }

    List<Room> all(String process) {
        return Stream.concat(Stream.of(owners), guests.values().stream())
                .flatMap(rooms -> of(process, rooms))
                .toList();
    }

    void forgetGuests(ObjectId ownerId) {
        guests.remove(ownerId);
    }

    private static Stream<Room> of(String process, Map<Room, Set<String>> rooms) {
        return rooms.entrySet().stream()
                .filter(entry -> entry.getValue().contains(process))
                .map(Map.Entry::getKey);
    }

    private static Set<String> union(Set<String> processes, String process) {
        Set<String> all = new HashSet<>(processes);
        all.add(process);
        return Set.copyOf(all);
    }
}
